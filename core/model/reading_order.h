#pragma once

#include "core/config/run_config.h"

#include <array>
#include <cstdint>
#include <vector>

namespace weft {

/// A way through the cells of a square grid: for each step the cell that is read there. Cells are
/// counted row by row from the top left, and each is read once.
using CellOrder = std::vector<std::int64_t>;

/// What the names of each BiLSTM's parameters begin with, in the order of readingsOf().
inline constexpr std::array lstmNames{"lstm", "lstm_columns"};

/// The orders in which a grid is read, one for each BiLSTM: two for RowsColumns, else the order
/// itself.
[[nodiscard]] std::vector<ReadingOrder> readingsOf(ReadingOrder order);

/// The way of one BiLSTM (RowsColumns: of its first, Row) through side x side cells, side being at
/// least 1. All begin at the top left. In Snake and Hilbert each cell touches the one before it:
/// Hilbert is the Hilbert curve where side is a power of two, and else J. Cerveny's generalised one
/// (gilbert), which needs no diagonal step in a square.
[[nodiscard]] CellOrder readingOrder(ReadingOrder order, int side);

/// For each cell the step at which it is read.
[[nodiscard]] CellOrder inverseOrder(const CellOrder& order);

} // namespace weft
