#pragma once

#include <cstdint>

namespace weft {

/// Which rows of a batch that several processes share are this one's: those from first on, as many
/// as it has. Where some of the rows that were meant for it are missing, the others move up.
struct RowShare
{
    std::int64_t first = 0;
    std::int64_t total = 0; ///< Rows of the whole batch; 0: nobody else has any.
};

} // namespace weft
