#include "core/model/squeeze_excitation_p.h"

namespace weft {

SqueezeExcitationImpl::SqueezeExcitationImpl(int channels, int squeezed)
    : m_squeeze(register_module("fc1",
                                torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, squeezed, 1))))
    , m_excite(register_module("fc2",
                               torch::nn::Conv2d(torch::nn::Conv2dOptions(squeezed, channels, 1))))
{
}

torch::Tensor SqueezeExcitationImpl::forward(const torch::Tensor& input)
{
    const auto mean = input.mean({2, 3}, true);
    return input * m_excite->forward(torch::silu(m_squeeze->forward(mean))).sigmoid();
}

} // namespace weft
