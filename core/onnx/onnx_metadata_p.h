#pragma once

#include "core/onnx/onnx_network.h"

#include <onnx/onnx_pb.h>

#include <string>

namespace weft {

/// Puts into a model what it says of itself, and last of all a checksum of everything in it. The
/// model is not to be changed after that.
void sealOnnx(onnx::ModelProto& model, const OnnxMetadata& metadata);

/// Takes the checksum out of a model, compares it, and reads the rest. Fails with Unsupported (not
/// written by Weft), NewerFormat or Corrupt; subject names the file.
[[nodiscard]] Result<OnnxMetadata> unsealOnnx(onnx::ModelProto& model, const std::string& subject);

} // namespace weft
