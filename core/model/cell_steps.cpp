#include "core/model/cell_steps_p.h"

#include <torch/types.h>

namespace weft {

namespace {

at::Tensor picked(const at::Tensor& values, std::int64_t dimension, const at::Tensor& places)
{
    return places.defined() ? values.index_select(dimension, places.to(values.device())) : values;
}

} // namespace

CellSteps::CellSteps(ReadingOrder order, int side)
{
    if (order != ReadingOrder::Row) {
        const auto cells = readingOrder(order, side);
        m_cells = torch::tensor(cells);
        m_steps = torch::tensor(inverseOrder(cells));
    }
}

at::Tensor CellSteps::toSteps(const at::Tensor& cells, std::int64_t dimension) const
{
    return picked(cells, dimension, m_cells);
}

at::Tensor CellSteps::toCells(const at::Tensor& steps, std::int64_t dimension) const
{
    return picked(steps, dimension, m_steps);
}

} // namespace weft
