#pragma once

#include "core/config/run_config.h"
#include "core/model/linear_p.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <vector>

namespace weft {

/// Brings the features of several stages of a trunk together, cell by cell: each stage is projected
/// by a 1x1 convolution with bias, and the results are concatenated or added (the lateral
/// connections of Lin et al. 2017, "Feature pyramid networks"). Parameters: 0.weight
/// [fusionChannels, C of the first used stage], 0.bias, 1.weight, ...
class StageFusionImpl : public torch::nn::Module
{
public:
    /// model.fusion is not None.
    explicit StageFusionImpl(const ModelConfig& model);

    /// pooled: [..., pooledChannels()], the stages beside one another. Returns
    /// [..., cellChannels()].
    torch::Tensor forward(const torch::Tensor& pooled);

private:
    Fusion m_fusion;
    std::vector<std::int64_t> m_channels; ///< Of the stages.
    std::vector<Linear> m_projections;
};
TORCH_MODULE(StageFusion);

} // namespace weft
