#pragma once

#include "core/model/batch_norm_pass_p.h"
#include "core/model/norm_exchange.h"

#include <memory>

namespace weft {

/// Batch norm in training over all ranks' values by LibTorch's operations: on any device, in any
/// order of memory. values: [N, C, H, W], and N may be 0; gamma and beta: [C], float32, or double
/// where the values are. The output has the values' type and is differentiable once in the values,
/// gamma and beta, whose gradients are this rank's share: they have yet to be summed over the
/// ranks. One exchange here and one in the backward pass, as normForward() and normBackward() make
/// them, so that one rank may run these and another those.
[[nodiscard]] NormPass synchronizedNorm(const at::Tensor& values, const at::Tensor& gamma,
                                        const at::Tensor& beta, double epsilon,
                                        const std::shared_ptr<NormExchange>& exchange);

} // namespace weft
