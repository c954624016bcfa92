#pragma once

#include "core/onnx/onnx_network.h"

#include <onnx/onnx_pb.h>

#include <string>

namespace weft {

/// Whether a model is one that Weft writes and that fits what it says of itself: known operations
/// only, initialisers as large as their shapes, onnx's checker, full shape inference for a free
/// number of images and for one, operands that fit each other, the inputs and outputs of
/// makeOnnx(). Nothing is allocated by what the model claims. Fails with Corrupt or Unsupported;
/// subject names the file. Of exceptions, only std::bad_alloc passes.
[[nodiscard]] Result<void> checkOnnx(const onnx::ModelProto& model, const OnnxMetadata& metadata,
                                     const std::string& subject);

} // namespace weft
