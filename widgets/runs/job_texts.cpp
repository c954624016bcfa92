#include "widgets/runs/job_texts.h"

#include "widgets/util/format.h"

namespace weft {

QString JobTexts::phase(JobPhase phase)
{
    switch (phase) {
    case JobPhase::Pending:
        return tr("Waiting");
    case JobPhase::Running:
        return tr("Running");
    case JobPhase::Suspended:
        return tr("Suspended");
    case JobPhase::Completing:
        return tr("Ending");
    case JobPhase::Completed:
        return tr("Completed");
    case JobPhase::Stopped:
        return tr("Stopped");
    case JobPhase::Failed:
        return tr("Failed");
    case JobPhase::Cancelled:
        return tr("Cancelled");
    case JobPhase::TimedOut:
        return tr("Out of time");
    case JobPhase::OutOfMemory:
        return tr("Out of memory");
    case JobPhase::NodeFailed:
        return tr("Node failed");
    case JobPhase::Unknown:
        break;
    }
    return tr("Not known");
}

QString JobTexts::state(const JobState& state)
{
    const auto word = phase(state.phase);
    const auto reason = QString::fromStdString(state.reason);
    if (state.phase == JobPhase::Pending && reason == QLatin1String("Priority")) {
        return tr("Waiting for jobs ahead");
    }
    if (state.phase == JobPhase::Pending && reason == QLatin1String("Resources")) {
        return tr("Waiting for free nodes");
    }
    if (state.phase == JobPhase::Failed && state.exitCode != 0) {
        return tr("Failed with code %1").arg(state.exitCode);
    }
    return state.phase == JobPhase::Pending && !reason.isEmpty()
               ? tr("%1: %2", "a state, Slurm's reason").arg(word, reason)
               : word;
}

QString JobTexts::meaning(const JobState& state)
{
    switch (state.phase) {
    case JobPhase::Pending:
        return state.reason.empty()
                   ? QString()
                   : tr("Slurm's reason: %1").arg(QString::fromStdString(state.reason));
    case JobPhase::Stopped:
        return tr("The run was told to end and has left a checkpoint. Carry on continues it.");
    case JobPhase::Failed:
        return tr("What the job printed says why.");
    case JobPhase::TimedOut:
        return tr("Slurm has ended the run at its time limit. Carry on continues from its last "
                  "checkpoint.");
    case JobPhase::OutOfMemory:
        return tr("The run took more memory than the job had asked for.");
    case JobPhase::NodeFailed:
        return tr("A node went down. Carry on continues from the last checkpoint.");
    case JobPhase::Unknown:
        return tr("Slurm has forgotten the job, and its run does not say how it ended.");
    default:
        return {};
    }
}

QString JobTexts::explanation(const JobEntry& entry)
{
    const auto& state = entry.record->state;
    auto text = meaning(state);
    if (!hasEnded(state.phase) || state.phase == JobPhase::Completed) {
        return text;
    }
    if (!entry.said.empty()) {
        text += QLatin1String("\n\n") + QString::fromStdString(entry.said);
    }
    const auto file = QString::fromStdString(jobOutput(*entry.record));
    const auto host = QString::fromStdString(entry.record->host);
    const auto place = host.isEmpty() ? tr("What it printed: %1").arg(file)
                                      : tr("What it printed, on %1: %2").arg(host, file);
    return (text + QLatin1String("\n\n") + place).trimmed();
}

QString JobTexts::error(const Error& error)
{
    const auto subject = QString::fromStdString(error.subject);
    const auto reason = QString::fromStdString(error.reason);
    if (error.code == ErrorCode::InvalidArgument &&
        (subject == QLatin1String("sbatch") || subject == QLatin1String("scancel"))) {
        return tr("%1 refuses: %2.", "a program of Slurm, its words").arg(subject, reason);
    }
    // Neither a host nor a program is a path.
    if (error.code == ErrorCode::Unreadable && !subject.contains(QLatin1Char('/'))) {
        return tr("%1 does not answer: %2.", "a host or a program of Slurm, what was said")
            .arg(subject, reason);
    }
    return Format::error(error);
}

} // namespace weft
