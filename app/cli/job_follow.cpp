#include "app/cli/job_follow.h"

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/job_output.h"
#include "app/cli/output.h"

#include "core/cluster/submission.h"
#include "core/store/run_holder.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <stop_token>
#include <system_error>

namespace weft::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds askAgain{5};
/// A run that trains for so long and cannot be seen is on another file system.
constexpr std::chrono::minutes longestUnseen{3};

/// Waits, but not beyond a stop. False: it was requested.
bool pause(const std::stop_token& stop, std::chrono::seconds time)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

/// The job as it is now; as it was where Slurm cannot be asked.
JobEntry refreshed(const JobEntry& entry, const std::filesystem::path& library,
                   const std::stop_token& stop)
{
    const auto listing = refreshJobs(library, stop);
    if (!listing) {
        return entry;
    }
    const auto found = std::ranges::find(listing->jobs, entry.file, &JobEntry::file);
    return found == listing->jobs.end() || !found->record ? entry : *found;
}

/// A run that is carried on is there before the job begins, and says how it ended before.
bool trains(const JobEntry& entry)
{
    const auto run = RunDirectory::open(entry.seen);
    return run && claimsProcess(run->status().state);
}

/// There is one follower, and this program becomes it.
int becomeFollower(const std::filesystem::path& run, bool json)
{
    const std::string path = run.string();
    ::execl("/proc/self/exe", "weft-cli", "follow", path.c_str(), json ? "--json" : nullptr,
            nullptr);
    return fail({ErrorCode::Internal, path, std::generic_category().message(errno)}, Failure);
}

} // namespace

int followJob(const JobEntry& entry, const std::filesystem::path& library, bool json)
{
    JobEntry now = entry;
    {
        std::stop_source stop;
        const InterruptWatch watch([&stop] { stop.request_stop(); });
        std::string told;
        auto unseenSince = Clock::now();
        for (;;) {
            now = refreshed(now, library, stop.get_token());
            const auto& state = now.record->state;
            if (auto text = jobStateText(state); text != told) {
                tell("job " + now.record->job + ": " + text);
                told = std::move(text);
            }
            const bool running = state.phase == JobPhase::Running;
            if (hasEnded(state.phase) || (running && trains(now))) {
                break;
            }
            unseenSince = running && now.seen.empty() ? unseenSince : Clock::now();
            if (Clock::now() - unseenSince > longestUnseen) {
                return fail({ErrorCode::NotFound, now.record->run,
                             "the run cannot be seen from this machine; see --mounted"},
                            Failure);
            }
            if (!pause(stop.get_token(), askAgain)) {
                tell("no longer waiting; the job stays");
                return 128 + watch.signal();
            }
        }
    }
    if (now.seen.empty()) {
        return fail({ErrorCode::NotFound, now.record->run,
                     std::string("the job has ended (") + jobPhaseName(now.record->state.phase) +
                         ") and left no run; see " + now.record->folder},
                    Failure);
    }
    return becomeFollower(now.seen, json);
}

} // namespace weft::cli
