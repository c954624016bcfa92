#pragma once

#include <ATen/core/Tensor.h>

namespace weft {

/// Reads a feature map as a sequence: adaptive average pool to grid x grid (the identity where it
/// has that size already), then the cells row by row from the top left.
/// features: [N, C, h, w]; returns [N, grid * grid, C], contiguous.
[[nodiscard]] at::Tensor serializeGrid(const at::Tensor& features, int grid);

} // namespace weft
