#pragma once

#include <onnx/onnx_pb.h>

#include <optional>
#include <string>

namespace weft {

/// What a node has, in plain words, that none of Weft's has: another operation, another attribute,
/// a window that is none. Nothing where it is well. To be asked before onnx infers shapes, for that
/// divides by strides and trusts attributes.
[[nodiscard]] std::optional<std::string> findStranger(const onnx::NodeProto& node);

} // namespace weft
