#pragma once

#include "core/store/checkpoint_p.h"

#include <torch/nn/module.h>

namespace weft {

/// Parameters and buffers by name. The tensors share the module's memory.
[[nodiscard]] TensorMap moduleState(const torch::nn::Module& module);

/// Copies values into the module's parameters and buffers. Fails with Corrupt, naming the tensor,
/// where one is missing, unknown or of another shape; the module is then as it was.
[[nodiscard]] Result<void> loadModuleState(torch::nn::Module& module, const TensorMap& state);

} // namespace weft
