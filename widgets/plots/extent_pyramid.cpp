#include "widgets/plots/extent_pyramid.h"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr std::size_t finestBits = 5; ///< Blocks of 32.
constexpr std::size_t levelBits = 3;  ///< Each level's blocks are eight times as long.
constexpr std::size_t blocksTogether = std::size_t{1} << levelBits;

std::size_t blockBits(std::size_t level)
{
    return finestBits + levelBits * level;
}

} // namespace

void Extent::add(double value)
{
    if (std::isfinite(value)) {
        add(Extent{value, value});
    }
}

void Extent::add(const Extent& other)
{
    if (empty()) {
        *this = other;
    } else if (!other.empty()) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
    }
}

void ExtentPyramid::append(double value)
{
    if (m_levels.empty()) {
        m_levels.emplace_back();
    }
    for (std::size_t level = 0; level < m_levels.size(); ++level) {
        auto& blocks = m_levels[level];
        if (m_size >> blockBits(level) == blocks.size()) {
            blocks.emplace_back();
        }
        blocks.back().add(value);
    }
    ++m_size;
    // The coarsest level has begun a ninth block: the next one takes the first eight together.
    if (const auto& top = m_levels.back(); top.size() > blocksTogether) {
        Extent eight;
        for (std::size_t i = 0; i < blocksTogether; ++i) {
            eight.add(top[i]);
        }
        m_levels.push_back({eight, top.back()});
    }
}

void ExtentPyramid::clear()
{
    m_levels.clear();
    m_size = 0;
}

std::size_t ExtentPyramid::addBlock(std::size_t begin, std::size_t end, Extent& all) const
{
    for (std::size_t level = m_levels.size(); level-- > 0;) {
        const std::size_t length = std::size_t{1} << blockBits(level);
        if (begin % length == 0 && begin + length <= end) {
            all.add(m_levels[level][begin >> blockBits(level)]);
            return length;
        }
    }
    return 0;
}

} // namespace weft
