#include "app/cli/command.h"
#include "app/cli/follow_console.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace weft::cli {

namespace {

using Clock = std::chrono::steady_clock;

/// A file system that was away for so long is given up.
constexpr std::chrono::minutes longestTrouble{5};

struct Options
{
    std::string run;
    double wait = 0; ///< Seconds.
    bool json = false;
};

/// Waits between two looks, and no longer than until Ctrl+C.
class Pause
{
public:
    void end()
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_changed.notify_all();
    }

    /// False where it is over for good.
    bool wait(std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        return !m_changed.wait_for(lock, time, [this] { return m_ended; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_ended = false;
};

/// What the run's end means for whoever has waited for it.
int conclude(const Options& options, const RunStatus& status, int plannedEpochs)
{
    const auto done = "after " + std::to_string(status.epochsDone) + " of " +
                      std::to_string(plannedEpochs) +
                      " epochs; carry on with: " + resumeCommandLine(options.run);
    const auto failed = [&](const std::string& what) {
        tell(options.run + ": " + what);
        return Failure;
    };
    switch (status.state) {
    case RunState::Finished:
        printSummary({.directory = options.run,
                      .state = status.state,
                      .epochs = status.epochsDone,
                      .bestEpoch = status.bestEpoch,
                      .bestAccuracy = status.bestAccuracy,
                      .withoutBetter = 0,
                      .peakMemoryBytes = status.peakMemoryBytes},
                     options.json);
        return Success;
    case RunState::Failed:
        return failed("the run failed: " + status.problem);
    case RunState::Stopped:
        return failed("the run was stopped " + done);
    default:
        return failed("the run was interrupted, for its process has ended, " + done);
    }
}

/// Whether what could not be read for a time may come, or come back.
bool worthATry(const Error& trouble, bool found, Clock::duration time, const Options& options)
{
    if (found) {
        return time < longestTrouble;
    }
    return trouble.code == ErrorCode::NotFound &&
           std::chrono::duration<double>(time).count() < options.wait;
}

int run(const Options& options)
{
    Pause pause;
    const InterruptWatch watch([&pause] { pause.end(); });
    RunFollower follower(options.run);
    auto lastGood = Clock::now();
    bool found = false;
    bool told = false;
    std::optional<FollowConsole> console(std::in_place, options.json);
    for (;;) {
        const auto news = follower.poll();
        const auto now = Clock::now();
        found = found || news.record.has_value();
        lastGood = news.trouble ? lastGood : now;
        if (found) {
            console->take(news);
        }
        const bool over = found && !claimsProcess(console->status().state);
        if (news.trouble && (over || !worthATry(*news.trouble, found, now - lastGood, options))) {
            console.reset();
            return fail(*news.trouble, Failure);
        }
        if (!found && !std::exchange(told, true)) {
            tell("waiting for " + options.run);
        }
        if (over && !news.more) {
            const auto status = console->status();
            const auto planned = console->plannedEpochs();
            console.reset(); // And the bar with it.
            return conclude(options, status, planned);
        }
        if (!pause.wait(follower.pause())) {
            console.reset();
            tell("no longer following " + options.run + (found ? "; the run goes on" : ""));
            return 128 + watch.signal();
        }
    }
}

} // namespace

Command followCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app =
        root.add_subcommand("follow", "Watch a run that another process trains, to its end");
    app->add_option("RUN", options->run, "The run's directory")->required();
    app->add_option("--wait", options->wait,
                    "Wait so long for a run that has not begun, such as a submitted job's")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, 1e7));
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    app->footer(
        "Ends with 0 when the run has finished and with 1 when it was stopped or interrupted "
        "or has failed. Ctrl+C ends the following; the run goes on.");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
