#pragma once

#include "core/model/trunk_topology.h"
#include "core/model/weight_mark_p.h"

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

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

/// The parameters of a trunk's convolutions, a squeeze's two among them, and whether they have
/// changed.
class TrunkParameters
{
public:
    TrunkParameters(const torch::nn::Module& backbone, const TrunkTopology& topology);

    /// Whether they are float32 on the CPU.
    [[nodiscard]] bool plain() const;

    /// A number that is another one when any parameter has been written to, or replaced, since the
    /// last call.
    [[nodiscard]] std::int64_t generation();

    /// The convolution is told by its number among the convolutions.
    [[nodiscard]] FoldedConvolution fold(std::size_t convolution) const;

private:
    struct Layer
    {
        at::Tensor convolution;
        at::Tensor bias; ///< Where there is no norm; the others are undefined then.
        at::Tensor scale, shift, mean, variance;
        /// Training changes mean and variance without a mark on them; this one it marks.
        at::Tensor batches;
    };

    std::vector<Layer> m_layers;
    std::vector<at::Tensor> m_tensors; ///< All of them.
    std::vector<WeightMark> m_marks;   ///< Of the last generation.
    std::int64_t m_generation = 0;
};

} // namespace weft
