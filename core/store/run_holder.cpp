#include "core/store/run_holder.h"

#include "core/store/event_files.h"
#include "core/store/run_files.h"
#include "core/store/run_lock.h"

#include <algorithm>
#include <system_error>

namespace weft {

namespace {

/// Many batches, or a short validation.
constexpr std::chrono::minutes longSilence{2};

} // namespace

RunHolder holderOf(const std::filesystem::path& run)
{
    if (RunLock::held(run)) {
        return RunHolder::Process;
    }
    const auto files = listEventFiles(run);
    return files.empty() || files.back().name.host == eventFileHost() ? RunHolder::Nobody
                                                                      : RunHolder::Unknown;
}

bool claimsProcess(RunState state)
{
    return state == RunState::Preparing || state == RunState::Running || state == RunState::Paused;
}

std::chrono::seconds silenceOf(const std::filesystem::path& run)
{
    using Clock = std::filesystem::file_time_type::clock;
    auto latest = Clock::time_point::min();
    const auto look = [&](const std::filesystem::path& file) {
        std::error_code failure;
        const auto time = std::filesystem::last_write_time(file, failure);
        if (!failure) {
            latest = std::max(latest, time);
        }
    };
    look(run_files::status(run));
    if (const auto files = listEventFiles(run); !files.empty()) {
        look(files.back().path);
    }
    if (latest == Clock::time_point::min()) {
        return std::chrono::hours(24 * 365);
    }
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - latest);
    return std::max(passed, std::chrono::seconds(0));
}

bool silenceMatters(RunState state, RunHolder holder, std::chrono::seconds silence)
{
    return claimsProcess(state) && silence >= longSilence &&
           (holder != RunHolder::Process || state != RunState::Paused);
}

Result<RunStatus> readCurrentStatus(const std::filesystem::path& run, RunHolder holder,
                                    std::chrono::seconds patience)
{
    auto status = readStatus(run);
    if (!status || !claimsProcess(status->state) || holder == RunHolder::Process ||
        (holder == RunHolder::Unknown && silenceOf(run) < patience)) {
        return status;
    }
    // The process may have ended in order between the two looks: what it wrote last counts.
    status = readStatus(run);
    if (status && claimsProcess(status->state)) {
        status->state = RunState::Interrupted;
    }
    return status;
}

} // namespace weft
