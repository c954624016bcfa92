#include "app/cli/job_output.h"

namespace weft::cli {

Json jobObject(const JobEntry& entry)
{
    if (!entry.record) {
        return {{"file", entry.file.string()}, {"error", toString(entry.error)}};
    }
    const auto& record = *entry.record;
    const auto& state = record.state;
    Json object{{"job", record.job},
                {"host", record.host},
                {"name", record.name},
                {"state", jobPhaseName(state.phase)},
                {"reason", state.reason},
                {"seconds", state.elapsed < 0 ? Json() : Json(state.elapsed)},
                {"nodes", state.nodes},
                {"exit_code", state.exitCode},
                {"run", record.run},
                {"folder", record.folder},
                {"submitted", record.submitted}};
    if (!entry.seen.empty()) {
        object["run_here"] = entry.seen.string();
    }
    return object;
}

std::string jobStateText(const JobState& state)
{
    std::string text = jobPhaseName(state.phase);
    if (state.phase == JobPhase::Failed && state.exitCode != 0) {
        text += " (exit code " + std::to_string(state.exitCode) + ")";
    } else if (!state.reason.empty() && state.phase != JobPhase::Stopped) {
        text += " (" + state.reason + ")";
    }
    return text;
}

std::string jobLine(const JobEntry& entry)
{
    if (!entry.record) {
        return entry.file.string() + "  cannot be read: " + toString(entry.error);
    }
    const auto& record = *entry.record;
    return padded(record.host.empty() ? record.job : record.job + "@" + record.host, 12) +
           padded(record.name, 28) + padded(jobStateText(record.state), 26) +
           padded(record.state.elapsed < 0 ? "" : durationText(record.state.elapsed), 14) +
           padded(record.state.nodes, 14) + record.run;
}

} // namespace weft::cli
