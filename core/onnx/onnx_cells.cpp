#include "core/onnx/onnx_cells_p.h"

namespace weft {

namespace {

/// [side, grid]: the share that each of side values has in each of grid means (PyTorch's
/// adaptive_avg_pool2d, along one side).
std::vector<float> poolingShares(std::int64_t side, std::int64_t grid)
{
    std::vector<float> shares(static_cast<std::size_t>(side * grid));
    for (std::int64_t cell = 0; cell < grid; ++cell) {
        const auto begin = cell * side / grid;
        const auto end = ((cell + 1) * side + grid - 1) / grid;
        for (auto i = begin; i < end; ++i) {
            shares[static_cast<std::size_t>(i * grid + cell)] =
                1.0F / static_cast<float>(end - begin);
        }
    }
    return shares;
}

} // namespace

OnnxFeatures addOnnxGrid(OnnxGraph& graph, const OnnxFeatures& features, int grid)
{
    const auto& [value, channels, side] = features;
    const auto name = value + ".grid";
    if (side == grid) {
        return features;
    }
    if (side % grid == 0) {
        const auto kernel = side / grid;
        return {graph.add("AveragePool", name, {value},
                          {{"kernel_shape", OnnxShape{kernel, kernel}},
                           {"strides", OnnxShape{kernel, kernel}}}),
                channels, grid};
    }
    const auto shares = graph.constant(name + ".shares", poolingShares(side, grid), {side, grid});
    const auto pooled = [&](const std::string& part, const OnnxValue& rows) {
        return graph.add("MatMul", name + part, {rows, shares});
    };
    const OnnxShape swapped{0, 1, 3, 2};
    const auto rows = pooled(".rows", graph.transpose(name + ".turned", value, swapped));
    return {pooled("", graph.transpose(name + ".back", rows, swapped)), channels, grid};
}

OnnxWay::OnnxWay(OnnxGraph& graph, ReadingOrder order, int grid)
    : m_graph(graph)
    , m_grid(grid)
    , m_kind(order == ReadingOrder::Row || grid == 1 ? Kind::Identity
             : order == ReadingOrder::Column         ? Kind::Transposition
                                                     : Kind::Permutation)
    , m_order(readingOrder(order, grid))
{
}

OnnxValue OnnxWay::toSteps(const std::string& name, const OnnxFeatures& cells)
{
    const auto steps = m_grid * m_grid;
    if (m_kind == Kind::Permutation) {
        const auto flat =
            m_graph.reshape(name + ".flat", cells.value, {batchSide, cells.channels, steps});
        return m_graph.transpose(name, permute(name + ".ordered", flat, m_order), {2, 0, 1});
    }
    const auto order = m_kind == Kind::Identity ? OnnxShape{2, 3, 0, 1} : OnnxShape{3, 2, 0, 1};
    const auto turned = m_graph.transpose(name + ".turned", cells.value, order);
    return m_graph.reshape(name, turned, {steps, batchSide, cells.channels});
}

OnnxValue OnnxWay::sequenceToCells(const std::string& name, const OnnxValue& sequence,
                                   std::int64_t width)
{
    if (m_kind == Kind::Identity) {
        return sequence;
    }
    const auto square =
        m_graph.reshape(name + ".square", sequence, {m_grid, m_grid, batchSide, width});
    const auto turned = m_graph.transpose(name + ".turned", square, {1, 0, 2, 3});
    return m_graph.reshape(name, turned, {m_grid * m_grid, batchSide, width});
}

void OnnxWay::outputCells(const std::string& name, const OnnxValue& weights, std::int64_t heads)
{
    const auto shape = heads == 1 ? OnnxShape{batchSide, m_grid, m_grid}
                                  : OnnxShape{batchSide, heads, m_grid, m_grid};
    switch (m_kind) {
    case Kind::Identity:
        m_graph.reshape(name, weights, shape);
        break;
    case Kind::Transposition:
        m_graph.transpose(name, m_graph.reshape(name + ".columns", weights, shape),
                          heads == 1 ? OnnxShape{0, 2, 1} : OnnxShape{0, 1, 3, 2});
        break;
    case Kind::Permutation:
        m_graph.reshape(name, permute(name + ".ordered", weights, inverseOrder(m_order)), shape);
        break;
    }
    m_graph.output(name, shape);
}

/// value: [.., T]. The result's place i holds what lay at sources[i].
OnnxValue OnnxWay::permute(const std::string& name, const OnnxValue& value,
                           const CellOrder& sources)
{
    const auto count = sources.size();
    std::vector<float> matrix(count * count);
    for (std::size_t i = 0; i < count; ++i) {
        matrix[static_cast<std::size_t>(sources[i]) * count + i] = 1;
    }
    const auto side = static_cast<std::int64_t>(count);
    return m_graph.add("MatMul", name,
                       {value, m_graph.constant(name + ".permutation", matrix, {side, side})});
}

} // namespace weft
