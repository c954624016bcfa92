#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

namespace weft {

/// Scales each channel by what all of them hold on the mean (Hu et al. 2018), with SiLU between the
/// two layers and a sigmoid after them. Named as torchvision's: fc1, fc2.
class SqueezeExcitationImpl : public torch::nn::Module
{
public:
    SqueezeExcitationImpl(int channels, int squeezed);

    /// [N, C, H, W], and so is the result.
    torch::Tensor forward(const torch::Tensor& input);

private:
    torch::nn::Conv2d m_squeeze, m_excite;
};
TORCH_MODULE(SqueezeExcitation);

} // namespace weft
