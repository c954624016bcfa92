#pragma once

#include <functional>
#include <thread>

namespace weft::cli {

/// Turns the first SIGINT or SIGTERM into a call, so that a work can end cleanly; the second ends
/// the process at once. One at a time; the former handlers are put back at the end.
class InterruptWatch
{
public:
    /// onSignal is called once, on a thread of the watch (never inside the signal handler), and may
    /// therefore lock.
    explicit InterruptWatch(std::function<void()> onSignal);
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    /// The number of the signal that came; 0: none.
    [[nodiscard]] int signal() const;

private:
    std::thread m_thread;
};

} // namespace weft::cli
