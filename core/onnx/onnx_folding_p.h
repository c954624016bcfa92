#pragma once

#include <onnx/onnx_pb.h>

#include <cstring>
#include <vector>

namespace weft {

/// Those of an initialiser whose data lie in raw_data.
template <typename Number>
std::vector<Number> numbersOf(const onnx::TensorProto& tensor)
{
    const auto& bytes = tensor.raw_data();
    std::vector<Number> numbers(bytes.size() / sizeof(Number));
    std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(Number));
    return numbers;
}

/// Throws std::runtime_error: the node, and what it does.
[[noreturn]] void refuseNode(const onnx::NodeProto& node, const char* what);

/// Computes what of a model is constant: int8 weights become the float32 ones that DequantizeLinear
/// and Reshape make of them, as initialisers in the nodes' place; what nobody reads any more goes.
/// The model has passed checkOnnx(). Throws std::runtime_error where scales or shapes do not fit.
void foldConstants(onnx::ModelProto& model);

} // namespace weft
