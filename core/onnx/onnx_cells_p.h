#pragma once

#include "core/model/reading_order.h"
#include "core/onnx/onnx_trunk_p.h"

#include <string>

namespace weft {

/// Adaptive average pooling to grid x grid cells, as serializeGrid() does it: nothing where the
/// features have that size, average pooling where it divides theirs, and else two products with a
/// constant matrix, that average over rows and over columns.
[[nodiscard]] OnnxFeatures addOnnxGrid(OnnxGraph& graph, const OnnxFeatures& features, int grid);

/// The way of one BiLSTM through the cells of a grid, as nodes. Column is a transposition; what no
/// transposition does is a product with a permutation, since OpenCV 4.6's DNN module gathers by one
/// index only.
class OnnxWay
{
public:
    OnnxWay(OnnxGraph& graph, ReadingOrder order, int grid);

    /// cells: [N, C, grid, grid]. Returns [T, N, C].
    [[nodiscard]] OnnxValue toSteps(const std::string& name, const OnnxFeatures& cells);

    /// sequence: [T, N, width], of a transposition. Returns the same with a step a cell.
    [[nodiscard]] OnnxValue sequenceToCells(const std::string& name, const OnnxValue& sequence,
                                            std::int64_t width);

    /// weights: [N, heads, T]. Adds an output, called name: [N, grid, grid], or with several heads
    /// [N, heads, grid, grid].
    void outputCells(const std::string& name, const OnnxValue& weights, std::int64_t heads);

private:
    enum class Kind { Identity, Transposition, Permutation };

    [[nodiscard]] OnnxValue permute(const std::string& name, const OnnxValue& value,
                                    const CellOrder& sources);

    OnnxGraph& m_graph;
    std::int64_t m_grid;
    Kind m_kind;
    CellOrder m_order;
};

} // namespace weft
