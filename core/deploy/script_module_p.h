#pragma once

#include "core/config/run_config.h"
#include "core/store/checkpoint_p.h"

#include <torch/csrc/jit/api/module.h>

namespace weft {

/// A network as a TorchScript module; see scriptSource(). tensors are the classifier's parameters
/// and buffers by their names, and are shared. In evaluation mode, without gradients. LibTorch's
/// exceptions pass.
[[nodiscard]] torch::jit::Module makeScriptModule(const ModelConfig& model,
                                                  const TensorMap& tensors);

} // namespace weft
