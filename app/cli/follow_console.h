#pragma once

#include "app/cli/training_console.h"

#include "core/store/run_follower.h"

#include <optional>
#include <string>

namespace weft::cli {

/// Shows a run that another process trains, as TrainingConsole shows a training: first the epochs
/// that are there, each once, then what comes.
class FollowConsole
{
public:
    explicit FollowConsole(bool json);

    void take(const RunNews& news);

    /// How the run stands by the last news.
    [[nodiscard]] const RunStatus& status() const { return m_status; }
    [[nodiscard]] int plannedEpochs() const { return m_plannedEpochs; }

private:
    void takePast(const RunNews& news);
    void showPast();
    void show(const RunEvent& event);
    void tellConcern(const RunNews& news);

    TrainingConsole m_console;
    RunStatus m_status;
    int m_plannedEpochs = 0;
    std::optional<ProgressEvent> m_progress;
    EventLogContent m_past; ///< Until all of it is known: later records supersede earlier ones.
    bool m_caughtUp = false;
    std::string m_concern; ///< Told last.
};

} // namespace weft::cli
