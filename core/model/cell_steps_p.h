#pragma once

#include "core/model/reading_order.h"

#include <ATen/core/Tensor.h>

namespace weft {

/// Puts values of a grid's cells into the order in which a BiLSTM reads them, and back.
/// Differentiable; without a copy where cells are read row by row.
class CellSteps
{
public:
    CellSteps(ReadingOrder order, int side);

    /// dimension is the one of side^2 cells, row by row; comes back as steps.
    [[nodiscard]] at::Tensor toSteps(const at::Tensor& cells, std::int64_t dimension) const;
    [[nodiscard]] at::Tensor toCells(const at::Tensor& steps, std::int64_t dimension) const;

private:
    at::Tensor m_cells, m_steps; ///< [side^2], of each step and of each cell; undefined by rows.
};

} // namespace weft
