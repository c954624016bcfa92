#pragma once

#include "core/config/run_config.h"

#include <torch/nn/modules/linear.h>

namespace weft {

/// What a head makes of the BiLSTM's output.
struct HeadOutput
{
    at::Tensor summary;   ///< [N, 2 * hidden].
    at::Tensor attention; ///< [N, T], sums to 1 over T; undefined unless the head is attention.
};

/// Summarises a sequence [N, T, 2 * hidden]. attention is the scorer of Head::Attention, a linear
/// layer to one value; other heads do not use it. head is not Gap, which has no sequence.
[[nodiscard]] HeadOutput applyHead(Head head, const at::Tensor& sequence,
                                   torch::nn::Linear& attention);

} // namespace weft
