#pragma once

#include <onnx/onnx_pb.h>

#include <string>

namespace weft {

/// What OpenCV 4.6's DNN module needs changed in a model of makeOnnx(), once: pixels come in as
/// float32.
void prepareForOpenCv(onnx::ModelProto& model);

/// The bytes of a prepared model for so many images, which OpenCV takes as a fixed number only.
[[nodiscard]] std::string withBatch(onnx::ModelProto& model, int count);

} // namespace weft
