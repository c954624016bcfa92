#include "core/model/sequence_serializer_p.h"

#include <ATen/ops/adaptive_avg_pool2d.h>

namespace weft {

at::Tensor serializeGrid(const at::Tensor& features, int grid)
{
    const bool fits = features.size(2) == grid && features.size(3) == grid;
    const auto cells = fits ? features : at::adaptive_avg_pool2d(features, {grid, grid});
    return cells.flatten(2).transpose(1, 2).contiguous();
}

} // namespace weft
