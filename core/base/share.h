#pragma once

#include <cstddef>

namespace weft {

/// One of several parts of a whole, which are as even as they can be and follow one another.
struct Share
{
    std::size_t part = 0; ///< From 0.
    std::size_t of = 1;

    /// The part's items among count: [begin, end).
    [[nodiscard]] std::size_t begin(std::size_t count) const { return count * part / of; }
    [[nodiscard]] std::size_t end(std::size_t count) const { return count * (part + 1) / of; }
};

} // namespace weft
