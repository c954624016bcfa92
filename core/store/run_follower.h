#pragma once

#include "core/store/event_log_cursor.h"
#include "core/store/run_directory.h"
#include "core/store/run_holder.h"
#include "core/store/run_pace.h"

#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace weft {

/// What happened in a run, as its directory tells it: epochs with confusion matrix and predictions.
using RunEvent = std::variant<StepEvent, EpochEvent, WatchedEvent, TakenUp>;

/// What is new in a run directory.
struct RunNews
{
    bool anew = false;               ///< It is not the run of before: forget that one.
    std::optional<RunRecord> record; ///< Once, with the first news and where it is anew.
    std::optional<RunLabel> label;   ///< Where it has changed.
    std::vector<RunEvent> events;    ///< In order.
    /// Where it stands by now, where that has changed. Behind all events that came before it, and
    /// so never beside more. Interrupted only where it is certain that no process trains it.
    std::optional<RunStatus> status;
    std::optional<ProgressEvent> progress; ///< With new steps and epochs.
    bool more = false;                     ///< There is more; poll again at once.

    RunHolder holder = RunHolder::Unknown;
    std::chrono::seconds silence{0}; ///< Since the directory has told anything.
    /// Why the directory, or a file of it, cannot be read now. What was news before that is here;
    /// the next poll tries again from there.
    std::optional<Error> trouble;
};

/// Follows a run directory that another process may be writing, on this machine or on another one
/// with the same file system: each poll reads what is new. Changes nothing on disk. Blocks as long
/// as the file system does: not for the window's thread. One thread at a time.
class RunFollower
{
public:
    /// The directory need not exist yet; polls tell NotFound until it does.
    explicit RunFollower(std::filesystem::path directory);

    [[nodiscard]] RunNews poll();

    /// How long to wait after the last poll: not at all where there is more, a second while there
    /// are news, and longer the longer it is silent, ten seconds at most.
    [[nodiscard]] std::chrono::milliseconds pause() const { return m_pause; }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] Result<void> look(RunNews& news);
    [[nodiscard]] Result<void> begin(RunNews& news);
    [[nodiscard]] Result<void> readLabelInto(RunNews& news);
    [[nodiscard]] Result<void> readLog(RunNews& news, bool written);
    [[nodiscard]] Result<void> tell(LogEvent& event, RunNews& news);
    [[nodiscard]] RunHolder lookAtHolder();
    void measureSilence(RunNews& news);

    std::filesystem::path m_directory;
    EventLogCursor m_cursor;
    std::deque<LogEvent> m_waiting; ///< Read from the log, and not told yet.
    RunPace m_pace;
    RunConfig m_config;
    bool m_begun = false;    ///< The record has been told.
    bool m_caughtUp = false; ///< All that was there when the following began has been told.
    std::string m_label;     ///< As they were told last, as JSON.
    std::string m_status;
    std::filesystem::path m_heldLog; ///< The newest event file when the lock was seen held.
    Clock::time_point m_heard;       ///< When the directory has told something.
    std::chrono::milliseconds m_pause{0};
    int m_damaged = 0; ///< Polls in a row that found the log damaged.
};

} // namespace weft
