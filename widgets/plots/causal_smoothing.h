#pragma once

#include <cmath>

namespace weft {

/// An exponential moving average that looks backwards only, so that a new value never changes what
/// was drawn before it.
///
/// Bias-corrected as in Adam (Kingma and Ba 2014, section 3): without the correction the first
/// values would lean towards 0. The first result is the first value itself.
class CausalSmoothing
{
public:
    /// weight is the share that the past keeps, 0 (no smoothing) to below 1.
    explicit CausalSmoothing(double weight = 0)
        : m_weight(weight)
    {
    }

    /// The smoothed value after this one. A value that is not finite is passed on and leaves no
    /// trace in what follows.
    double add(double value)
    {
        if (!std::isfinite(value)) {
            return value;
        }
        m_average = m_weight * m_average + (1 - m_weight) * value;
        m_bias *= m_weight;
        return m_average / (1 - m_bias);
    }

    void reset() { *this = CausalSmoothing(m_weight); }

    [[nodiscard]] double weight() const { return m_weight; }

private:
    double m_weight = 0;
    double m_average = 0;
    double m_bias = 1; ///< weight^n: the share of the average that is still its starting 0.
};

} // namespace weft
