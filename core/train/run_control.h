#pragma once

#include <condition_variable>
#include <mutex>

namespace weft {

/// Pauses, resumes and stops a training from another thread. Thread-safe. Takes effect at the next
/// batch.
class RunControl
{
public:
    void pause();
    void resume();
    void stop(); ///< For good; wakes a paused run.

    [[nodiscard]] bool stopRequested() const;
    [[nodiscard]] bool pauseRequested() const;

    /// Called by the training thread: blocks while paused, returns at once otherwise.
    void waitWhilePaused();

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_paused = false;
    bool m_stopped = false;
};

} // namespace weft
