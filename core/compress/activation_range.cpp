#include "core/compress/activation_range.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weft {

namespace {

constexpr std::size_t candidateStride = 8;
constexpr double steps = 255;

/// One side's values beyond each edge: how many, their sum, and that of their squares, by which
/// what cutting them off costs is told.
class Tail
{
public:
    /// limit: of the last bin. most: the largest value.
    Tail(const std::vector<std::uint64_t>& bins, double limit, double most)
        : m_width(limit / static_cast<double>(std::max<std::size_t>(bins.size(), 1)))
        , m_most(most)
        , m_beyond(bins.size() + 1)
    {
        for (std::size_t i = bins.size(); i-- > 0;) {
            const double value = (static_cast<double>(i) + 0.5) * m_width;
            const auto count = static_cast<double>(bins[i]);
            m_beyond[i] = m_beyond[i + 1];
            m_beyond[i].count += count;
            m_beyond[i].sum += count * value;
            m_beyond[i].squares += count * value * value;
        }
    }

    struct Candidate
    {
        double end; ///< Distance from zero.
        double within, cost;
    };

    /// The largest value, and the edges below it.
    [[nodiscard]] std::vector<Candidate> candidates() const
    {
        const double all = m_beyond.front().count;
        std::vector<Candidate> found{{m_most, all, 0}};
        for (std::size_t i = candidateStride; i < m_beyond.size(); i += candidateStride) {
            const double end = static_cast<double>(i) * m_width;
            if (end < m_most && end >= m_most / 8) {
                const auto& [count, sum, squares] = m_beyond[i];
                found.push_back({end, all - count, squares - 2 * end * sum + end * end * count});
            }
        }
        return found;
    }

private:
    struct Sums
    {
        double count = 0, sum = 0, squares = 0;
    };
    double m_width, m_most;
    std::vector<Sums> m_beyond; ///< From each bin's lower edge on.
};

} // namespace

void ActivationCounts::add(std::span<const float> values)
{
    float size = 0;
    for (const float value : values) {
        if (std::isfinite(value)) {
            size = std::max(size, std::abs(value));
            m_least = std::min(m_least, value);
            m_most = std::max(m_most, value);
        } else {
            m_odd = true;
        }
    }
    if (size > m_limit) {
        widen(size);
    }
    if (m_limit == 0) {
        return; // Nothing but zeros.
    }
    const float binsOfOne = static_cast<float>(binsOfSide) / m_limit;
    for (const float value : values) {
        if (value != 0 && std::isfinite(value)) {
            const auto bin = static_cast<std::size_t>(std::abs(value) * binsOfOne);
            ++(value < 0 ? m_below : m_above)[std::min(bin, binsOfSide - 1)];
        }
    }
}

void ActivationCounts::widen(float size)
{
    int exponent = 0;
    (void)std::frexp(size, &exponent); // size < 2^exponent.
    // Not so small that a bin could not be told from zero.
    const float limit = std::ldexp(1.0F, std::clamp(exponent, -100, 127));
    m_below.resize(binsOfSide);
    m_above.resize(binsOfSide);
    while (m_limit > 0 && m_limit < limit) {
        for (auto* bins : {&m_below, &m_above}) {
            for (std::size_t i = 0; i < binsOfSide; ++i) {
                (*bins)[i] = 2 * i < binsOfSide ? (*bins)[2 * i] + (*bins)[2 * i + 1] : 0;
            }
        }
        m_limit *= 2;
    }
    m_limit = limit;
}

ActivationRounding ActivationCounts::bestRounding() const
{
    const auto lows = Tail(m_below, m_limit, -double(m_least)).candidates();
    const auto highs = Tail(m_above, m_limit, double(m_most)).candidates();
    double least = std::numeric_limits<double>::infinity();
    double low = 0;
    double high = 0;
    for (const auto& below : lows) {
        for (const auto& above : highs) {
            const double step = (below.end + above.end) / steps;
            const double cost =
                (below.within + above.within) * step * step / 12 + below.cost + above.cost;
            if (cost < least) {
                least = cost;
                low = -below.end;
                high = above.end;
            }
        }
    }
    return roundingOver(low, high);
}

ActivationRounding roundingOver(double low, double high)
{
    const auto scale = static_cast<float>((high - low) / steps);
    if (scale < std::numeric_limits<float>::min()) {
        return {1, -128}; // Zeros.
    }
    const double zero = std::nearbyint(-128 - low / double(scale));
    return {scale, static_cast<std::int8_t>(std::clamp(zero, -128.0, 127.0))};
}

} // namespace weft
