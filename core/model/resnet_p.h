#pragma once

#include "core/model/backbone_spec.h"

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

namespace weft {

/// Two 3x3 convolutions beside a shortcut (He et al. 2015). Named as torchvision's BasicBlock:
/// conv1, bn1, conv2, bn2, downsample.0, downsample.1.
class BasicBlockImpl : public torch::nn::Module
{
public:
    BasicBlockImpl(int inChannels, int outChannels, int stride);
    torch::Tensor forward(const torch::Tensor& input);

private:
    torch::nn::Conv2d m_conv1, m_conv2;
    torch::nn::BatchNorm2d m_bn1, m_bn2;
    torch::nn::Sequential m_downsample{nullptr}; ///< Empty where the shortcut is the identity.
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
    const BackboneSpec& m_spec;
    torch::nn::Conv2d m_conv1;
    torch::nn::BatchNorm2d m_bn1;
    std::vector<torch::nn::Sequential> m_stages;
};
TORCH_MODULE(ResNet);

} // namespace weft
