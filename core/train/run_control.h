#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

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

    /// Tripped by stop(), for the works before the first batch that take a token.
    [[nodiscard]] std::stop_token stopToken() const;

    /// Called by the training thread: blocks while paused, returns at once otherwise.
    void waitWhilePaused();

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_paused = false;
    std::stop_source m_stop;
};

} // namespace weft
