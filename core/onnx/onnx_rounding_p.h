#pragma once

#include <onnx/onnx_pb.h>

namespace weft {

/// Writes each pair of QuantizeLinear and DequantizeLinear, a rounding to int8 and back, as
/// operations that OpenCV 4.6 has: its own quantisation gives nonsense amid float32 layers. What
/// leaves the range is cut before it is rounded instead of after, which is the same, since the
/// range ends at whole steps. The model has passed checkOnnx(); of Clip it then has a form that
/// ONNX had before opset 11. Throws std::runtime_error where the two do not fit each other.
void writeRoundingOut(onnx::ModelProto& model);

} // namespace weft
