#pragma once

#include <functional>
#include <thread>

namespace weft::cli {

/// What a further signal does.
enum class FurtherSignals {
    EndAtOnce, ///< A person has lost patience.
    /// Nothing: a launcher passes on to its ranks what a terminal has sent to them already. It ends
    /// by SIGKILL those that do not go.
    AreTheSame,
};

/// Turns the first SIGINT, SIGTERM or SIGHUP into a call, so that a work can end cleanly. One at a
/// time; the former handlers are put back at the end.
class InterruptWatch
{
public:
    /// onSignal is called once, on a thread of the watch (never inside the signal handler), and may
    /// therefore lock.
    explicit InterruptWatch(std::function<void()> onSignal,
                            FurtherSignals further = FurtherSignals::EndAtOnce);
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    /// The number of the signal that came; 0: none.
    [[nodiscard]] int signal() const;

private:
    std::thread m_thread;
};

} // namespace weft::cli
