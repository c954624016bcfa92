#pragma once

#include <cmath>
#include <cstdint>

namespace weft {

/// A rate, such as images a second, that follows changes within a few seconds. What was counted t
/// seconds ago weighs exp(-t / window).
class RateMeter
{
public:
    explicit RateMeter(double windowSeconds = 5)
        : m_window(windowSeconds)
    {
    }

    void add(double count, double seconds)
    {
        const double keep = std::exp(-seconds / m_window);
        m_count = m_count * keep + count;
        m_seconds = m_seconds * keep + seconds;
    }

    /// 0 before anything was added.
    [[nodiscard]] double value() const { return m_seconds > 0 ? m_count / m_seconds : 0; }

private:
    double m_window;
    double m_count = 0;
    double m_seconds = 0;
};

} // namespace weft
