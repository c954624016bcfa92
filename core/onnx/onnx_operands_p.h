#pragma once

#include "core/onnx/onnx_graph_p.h"

#include <map>
#include <optional>
#include <string>

namespace weft {

/// By the values' names.
using OnnxShapes = std::map<std::string, OnnxShape>;

/// Looks where shape inference does not: whether the operands of convolutions, linear layers, LSTMs
/// and sums fit each other. shapes: of every value and initialiser, for one image. Returns what is
/// wrong, in plain words.
[[nodiscard]] std::optional<std::string> findMisfit(const onnx::GraphProto& graph,
                                                    const OnnxShapes& shapes);

} // namespace weft
