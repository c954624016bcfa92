#pragma once

#include "core/inference/trunk_layers_p.h"
#include "core/model/weight_mark_p.h"

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <array>
#include <cstdint>
#include <vector>

namespace weft {

/// A convolution into which the norm after it has been folded: in evaluation mode a norm multiplies
/// by one number a channel and adds another.
struct FoldedConvolution
{
    at::Tensor weights; ///< [out, in, kernel, kernel] float32, contiguous.
    at::Tensor bias;    ///< [out] float32.
};

/// The parameters of a trunk's layers, and whether they have changed.
class TrunkParameters
{
public:
    TrunkParameters(const torch::nn::Module& backbone, const std::vector<TrunkLayer>& layers);

    /// Whether they are float32 on the CPU.
    [[nodiscard]] bool plain() const;

    /// A number that is another one when any parameter has been written to, or replaced, since the
    /// last call.
    [[nodiscard]] std::int64_t generation();

    [[nodiscard]] FoldedConvolution fold(std::size_t layer) const;

private:
    struct Layer
    {
        at::Tensor convolution, scale, shift, mean, variance;
        /// Training changes mean and variance without a mark on them; this one it marks.
        at::Tensor batches;
    };

    [[nodiscard]] static std::array<at::Tensor, 6> tensorsOf(const Layer& layer);

    std::vector<Layer> m_layers;
    std::vector<WeightMark> m_marks; ///< Six for each layer, of the last generation.
    std::int64_t m_generation = 0;
};

} // namespace weft
