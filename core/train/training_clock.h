#pragma once

#include <chrono>

namespace weft {

/// Counts seconds, but not while paused.
class TrainingClock
{
public:
    /// Carries on from what an earlier process counted.
    explicit TrainingClock(double seconds = 0)
        : m_counted(seconds)
        , m_start(Clock::now())
    {
    }

    [[nodiscard]] double seconds() const
    {
        return m_paused ? m_counted : m_counted + since(m_start);
    }

    void pause()
    {
        m_counted = seconds();
        m_paused = true;
    }

    void resume()
    {
        m_start = Clock::now();
        m_paused = false;
    }

private:
    using Clock = std::chrono::steady_clock;
    static double since(Clock::time_point start)
    {
        return std::chrono::duration<double>(Clock::now() - start).count();
    }

    double m_counted;
    Clock::time_point m_start;
    bool m_paused = false;
};

} // namespace weft
