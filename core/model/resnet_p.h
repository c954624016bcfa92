#pragma once

#include "core/model/backbone_spec.h"
#include "core/model/conv_norm_p.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <optional>
#include <vector>

namespace weft {

/// How a trunk runs its layers: by LibTorch's modules, or as ConvNorm::train() does.
enum class TrunkPath { Modules, Training };

/// Two 3x3 convolutions beside a shortcut (He et al. 2015). Named as torchvision's BasicBlock:
/// conv1, bn1, conv2, bn2, downsample.0, downsample.1.
class BasicBlockImpl : public torch::nn::Module
{
public:
    BasicBlockImpl(int inChannels, int outChannels, int stride);
    torch::Tensor forward(const torch::Tensor& input, TrunkPath path);

    /// See ConvNorm::trains().
    [[nodiscard]] std::optional<ActivationShape> trains(const ActivationShape& input) const;

private:
    ConvNorm m_first, m_second;
    std::optional<ConvNorm> m_shortcut; ///< Empty where it is the identity.
};
TORCH_MODULE(BasicBlock);

/// A trunk without pooling and classifier: [N, 3, H, W] -> [N, C, h, w]. Named as torchvision's
/// ResNet: conv1, bn1, layer1.0.conv1, ...
class ResNetImpl : public torch::nn::Module
{
public:
    /// See initializeWeights().
    explicit ResNetImpl(const BackboneSpec& spec);
    torch::Tensor forward(const torch::Tensor& images);

private:
    [[nodiscard]] TrunkPath pathFor(const torch::Tensor& images, bool bf16);
    [[nodiscard]] bool trains(const ActivationShape& images) const;

    const BackboneSpec& m_spec;
    ConvNorm m_stem;
    std::vector<std::vector<BasicBlock>> m_stages;
    RecentCache<ActivationShape, bool> m_trains{4}; ///< What trains() said.
};
TORCH_MODULE(ResNet);

} // namespace weft
