#pragma once

#include <onnx/onnx_pb.h>

#include <string>

namespace weft {

/// Has the graph take and give so many images. A value without sides, which no graph of Weft has,
/// stays as it is.
void setBatch(onnx::GraphProto& graph, int count);

/// What OpenCV 4.6's DNN module needs changed in a model of makeOnnx(), once: pixels come in as
/// float32, int8 weights are the float32 ones that they stand for, and roundings are written out.
/// Throws std::runtime_error where scales do not fit what they scale.
void prepareForOpenCv(onnx::ModelProto& model);

/// The bytes of a prepared model for so many images, which OpenCV takes as a fixed number only.
[[nodiscard]] std::string withBatch(onnx::ModelProto& model, int count);

} // namespace weft
