#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// How activations are rounded to int8: number = round(value / scale) + zero, cut to -128..127.
/// zero itself is exact.
struct ActivationRounding
{
    float scale = 1;
    std::int8_t zero = 0;

    friend bool operator==(const ActivationRounding&, const ActivationRounding&) = default;
};

/// Counts values by size, over whatever range comes, so that the best range to round them over can
/// be told. The range is a power of two and doubles where a value lies outside, two bins becoming
/// one; no value is looked at twice.
class ActivationCounts
{
public:
    static constexpr std::size_t binsOfSide = 2048;

    void add(std::span<const float> values);

    /// Whether a value was no finite number. Such are not counted.
    [[nodiscard]] bool metNoNumber() const { return m_odd; }

    /// The range, zero in it, with the least expected square of what rounding takes away: step^2/12
    /// for a value within (but none for a zero, which rounds to itself) and the square of its
    /// distance for one that is cut off (Sung et al. 2015 and others: a largest value seldom met is
    /// not worth a coarser step). Candidates are the bins' edges, every eighth of them, from an
    /// eighth of each end on, and the least and largest values themselves.
    [[nodiscard]] ActivationRounding bestRounding() const;

private:
    void widen(float size);

    float m_limit = 0; ///< The bins reach from -m_limit to m_limit.
    float m_least = 0, m_most = 0;
    bool m_odd = false;
    std::vector<std::uint64_t> m_below, m_above; ///< By distance from zero; zeros are not counted.
};

/// Over a range that holds zero, low < high.
[[nodiscard]] ActivationRounding roundingOver(double low, double high);

} // namespace weft
