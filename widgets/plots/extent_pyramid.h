#pragma once

#include <cstddef>
#include <vector>

namespace weft {

/// Least and greatest of some values; empty while high < low.
struct Extent
{
    double low = 1;
    double high = 0;

    [[nodiscard]] bool empty() const { return high < low; }
    void add(double value);
    void add(const Extent& other);
};

/// The extents of a growing row of values over blocks of 32, 256, 2,048 and so on, so that the
/// extent of any part of the row costs a few dozen steps, however long the part is. Values that are
/// not finite leave no trace.
class ExtentPyramid
{
public:
    void append(double value);
    void clear();

    [[nodiscard]] std::size_t size() const { return m_size; }

    /// Of the values from begin up to end, of which valueAt(index) gives single ones: the same that
    /// were appended.
    template <typename ValueAt>
    [[nodiscard]] Extent extent(std::size_t begin, std::size_t end, ValueAt valueAt) const
    {
        Extent all;
        while (begin < end) {
            const std::size_t block = addBlock(begin, end, all);
            if (block == 0) {
                all.add(valueAt(begin));
            }
            begin += block == 0 ? 1 : block;
        }
        return all;
    }

private:
    /// Adds the largest block that begins at begin and ends before end; its size, 0 where none
    /// does.
    std::size_t addBlock(std::size_t begin, std::size_t end, Extent& all) const;

    std::vector<std::vector<Extent>> m_levels; ///< The finest first.
    std::size_t m_size = 0;
};

} // namespace weft
