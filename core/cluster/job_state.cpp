#include "core/cluster/job_state.h"

#include "core/store/run_directory.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <system_error>
#include <utility>
#include <vector>

namespace weft {

namespace {

constexpr std::array<std::pair<JobPhase, const char*>, 12> phaseNames{{
    {JobPhase::Pending, "pending"},
    {JobPhase::Running, "running"},
    {JobPhase::Suspended, "suspended"},
    {JobPhase::Completing, "completing"},
    {JobPhase::Completed, "completed"},
    {JobPhase::Stopped, "stopped"},
    {JobPhase::Failed, "failed"},
    {JobPhase::Cancelled, "cancelled"},
    {JobPhase::TimedOut, "timed-out"},
    {JobPhase::OutOfMemory, "out-of-memory"},
    {JobPhase::NodeFailed, "node-failed"},
    {JobPhase::Unknown, "unknown"},
}};

/// Slurm's words for a job's state, as squeue(1) and sacct(1) list them.
constexpr std::array<std::pair<std::string_view, JobPhase>, 25> slurmStates{{
    {"PENDING", JobPhase::Pending},           {"CONFIGURING", JobPhase::Pending},
    {"REQUEUED", JobPhase::Pending},          {"REQUEUE_FED", JobPhase::Pending},
    {"REQUEUE_HOLD", JobPhase::Pending},      {"RESV_DEL_HOLD", JobPhase::Pending},
    {"SPECIAL_EXIT", JobPhase::Pending},      {"RUNNING", JobPhase::Running},
    {"RESIZING", JobPhase::Running},          {"SIGNALING", JobPhase::Running},
    {"SUSPENDED", JobPhase::Suspended},       {"STOPPED", JobPhase::Suspended},
    {"COMPLETING", JobPhase::Completing},     {"STAGE_OUT", JobPhase::Completing},
    {"COMPLETED", JobPhase::Completed},       {"FAILED", JobPhase::Failed},
    {"BOOT_FAIL", JobPhase::Failed},          {"LAUNCH_FAILED", JobPhase::Failed},
    {"RECONFIG_FAIL", JobPhase::Failed},      {"CANCELLED", JobPhase::Cancelled},
    {"PREEMPTED", JobPhase::Cancelled},       {"REVOKED", JobPhase::Cancelled},
    {"TIMEOUT", JobPhase::TimedOut},          {"DEADLINE", JobPhase::TimedOut},
    {"OUT_OF_MEMORY", JobPhase::OutOfMemory},
}};

std::optional<JobPhase> phaseFromSlurm(std::string_view text)
{
    // sacct says "CANCELLED by 1000", and cuts what is long with a plus.
    const auto word = text.substr(0, text.find_first_of(" +"));
    if (word == "NODE_FAIL") {
        return JobPhase::NodeFailed;
    }
    const auto* const found =
        std::ranges::find(slurmStates, word, &std::pair<std::string_view, JobPhase>::first);
    return found == slurmStates.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string_view> fieldsOf(std::string_view line, char separator)
{
    std::vector<std::string_view> fields;
    for (;;) {
        const auto end = line.find(separator);
        fields.push_back(line.substr(0, end));
        if (end == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(end + 1);
    }
}

/// A number without a sign; -1 where it is none.
long long numberFrom(std::string_view text)
{
    long long number = -1;
    const auto* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    const bool good = !text.empty() && text.size() < 10 && failure == std::errc() && stop == end;
    return good && number >= 0 ? number : -1;
}

/// What Slurm writes where there is nothing.
std::string meant(std::string_view text)
{
    const bool nothing = text == "(null)" || text == "None" || text == "None assigned" ||
                         text == "N/A" || text == "Unknown";
    return nothing ? std::string() : std::string(text);
}

void takeExit(JobState& state, std::string_view text)
{
    const auto parts = fieldsOf(text, ':');
    state.exitCode = static_cast<int>(std::max(0LL, numberFrom(parts.front())));
    state.exitSignal = parts.size() > 1 ? static_cast<int>(std::max(0LL, numberFrom(parts[1]))) : 0;
    // weft-cli ends with these where it has stopped with a checkpoint.
    if (state.phase == JobPhase::Failed &&
        (state.exitCode == 128 + SIGTERM || state.exitCode == 128 + SIGINT)) {
        state.phase = JobPhase::Stopped;
    }
}

/// The value behind " key=" in a line of scontrol; up to the next blank, as all that are asked for
/// have none.
std::string_view controlValue(std::string_view line, std::string_view key)
{
    for (std::size_t at = 0;;) {
        at = line.find(key, at);
        if (at == std::string_view::npos) {
            return {};
        }
        const auto equals = at + key.size();
        if ((at == 0 || line[at - 1] == ' ') && equals < line.size() && line[equals] == '=') {
            const auto rest = line.substr(equals + 1);
            return rest.substr(0, rest.find(' '));
        }
        at = equals;
    }
}

} // namespace

const char* jobPhaseName(JobPhase phase)
{
    return std::ranges::find(phaseNames, phase, &std::pair<JobPhase, const char*>::first)->second;
}

std::optional<JobPhase> jobPhaseOf(std::string_view name)
{
    const auto* const found = std::ranges::find_if(
        phaseNames, [name](const auto& known) { return name == known.second; });
    return found == phaseNames.end() ? std::nullopt : std::optional(found->first);
}

bool hasEnded(JobPhase phase)
{
    switch (phase) {
    case JobPhase::Pending:
    case JobPhase::Running:
    case JobPhase::Suspended:
    case JobPhase::Completing:
    case JobPhase::Unknown:
        return false;
    default:
        return true;
    }
}

double slurmSeconds(std::string_view text)
{
    long long days = 0;
    if (const auto hyphen = text.find('-'); hyphen != std::string_view::npos) {
        days = numberFrom(text.substr(0, hyphen));
        text.remove_prefix(hyphen + 1);
    }
    const auto parts = fieldsOf(text, ':');
    if (days < 0 || parts.size() < 2 || parts.size() > 3) {
        return -1;
    }
    long long seconds = 0;
    for (const auto part : parts) {
        const auto number = numberFrom(part);
        if (number < 0) {
            return -1;
        }
        seconds = seconds * 60 + number;
    }
    return static_cast<double>(days * 86'400 + seconds);
}

std::optional<QueuedJob> parseQueueLine(std::string_view line)
{
    const auto fields = fieldsOf(line, '|');
    if (fields.size() < 5 || numberFrom(fields[0]) < 0) {
        return {};
    }
    const auto phase = phaseFromSlurm(fields[1]);
    if (!phase) {
        return {};
    }
    QueuedJob job;
    job.id = fields[0];
    job.state.phase = *phase;
    job.state.elapsed = *phase == JobPhase::Pending ? -1 : slurmSeconds(fields[2]);
    job.state.nodes = meant(fields[3]);
    job.state.reason = meant(fields[4]);
    return job;
}

std::optional<JobState> parseAccountingLine(std::string_view line)
{
    const auto fields = fieldsOf(line, '|');
    const auto phase = phaseFromSlurm(fields.front());
    if (fields.size() < 4 || !phase) {
        return {};
    }
    JobState state;
    state.phase = *phase;
    takeExit(state, fields[1]);
    state.elapsed = *phase == JobPhase::Pending ? -1 : slurmSeconds(fields[2]);
    state.nodes = meant(fields[3]);
    return state;
}

std::optional<JobState> parseControlLine(std::string_view line)
{
    const auto phase = phaseFromSlurm(controlValue(line, "JobState"));
    if (!phase) {
        return {};
    }
    JobState state;
    state.phase = *phase;
    takeExit(state, controlValue(line, "ExitCode"));
    state.elapsed = *phase == JobPhase::Pending ? -1 : slurmSeconds(controlValue(line, "RunTime"));
    state.nodes = meant(controlValue(line, "NodeList"));
    state.reason = meant(controlValue(line, "Reason"));
    return state;
}

std::optional<JobState> parseRunStatus(std::string_view text)
{
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("state") || !document["state"].is_string()) {
        return {};
    }
    const auto said = document["state"].get<std::string>();
    JobState state;
    if (said == runStateName(RunState::Finished)) {
        state.phase = JobPhase::Completed;
    } else if (said == runStateName(RunState::Stopped)) {
        state.phase = JobPhase::Stopped;
    } else if (said == runStateName(RunState::Failed) ||
               said == runStateName(RunState::Interrupted)) { // A rank was lost.
        state.phase = JobPhase::Failed;
        const auto problem = document.find("problem");
        state.reason = problem != document.end() && problem->is_string()
                           ? problem->get<std::string>()
                           : std::string();
    } else {
        return {};
    }
    return state;
}

} // namespace weft
