#pragma once

#include <torch/nn/module.h>

namespace weft {

/// A layer that can multiply in int8, as torch.quantization.quantize_dynamic has it: weights
/// rounded once, what they meet rounded as it comes.
class Int8Layer
{
public:
    virtual ~Int8Layer() = default;

    /// Rounds the weights for good, an output at a time (see quantizeRows()): the parameters are
    /// what int8 makes of them. From now on the layer multiplies in int8 wherever no gradient is
    /// asked for and the processor does it exactly (see processorHasInt8()); elsewhere it
    /// multiplies the rounded weights in its usual precision. int8 goes before autocast.
    virtual void useInt8() = 0;
};

/// Has every layer of a network that can use int8: BiLSTMs and linear layers.
void useInt8(torch::nn::Module& network);

/// Rounds weights, [outputs, ...] float32, in place; see quantizeRows().
void roundToInt8(at::Tensor& weights);

} // namespace weft
