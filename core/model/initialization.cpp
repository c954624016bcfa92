#include "core/model/bilstm_p.h"
#include "core/model/initialization_p.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <cmath>

namespace weft {

namespace {

/// Drawn row by row whatever the layout, so that channels-last weights are the same numbers.
void drawNormal(at::Tensor& weight, double deviation, at::Generator& generator)
{
    auto values = at::empty(weight.sizes(), at::kFloat);
    weight.copy_(values.normal_(0, deviation, generator));
}

void drawUniform(torch::nn::Module& module, double bound, at::Generator& generator)
{
    for (auto& parameter : module.parameters(false)) {
        parameter.uniform_(-bound, bound, generator);
    }
}

void initialize(torch::nn::Module& module, at::Generator& generator)
{
    if (auto* const conv = module.as<torch::nn::Conv2d>()) {
        const auto& shape = conv->weight.sizes();
        const auto fanOut = static_cast<double>(shape[0] * shape[2] * shape[3]);
        drawNormal(conv->weight, std::sqrt(2 / fanOut), generator);
        if (conv->bias.defined()) {
            conv->bias.zero_();
        }
    } else if (const auto* const linear = module.as<torch::nn::Linear>()) {
        const auto width = static_cast<double>(linear->options.in_features());
        drawUniform(module, 1 / std::sqrt(width), generator);
    } else if (const auto* const lstm = module.as<BiLstm>()) {
        drawUniform(module, 1 / std::sqrt(static_cast<double>(lstm->hidden())), generator);
    }
}

} // namespace

void initializeWeights(torch::nn::Module& network, std::uint64_t seed)
{
    const torch::NoGradGuard noGradients;
    auto generator = at::detail::createCPUGenerator(seed);
    initialize(network, generator);
    for (const auto& module : network.modules(false)) {
        initialize(*module, generator);
    }
}

} // namespace weft
