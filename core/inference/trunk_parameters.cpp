#include "core/inference/trunk_parameters_p.h"

#include <c10/core/GradMode.h>
#include <torch/nn/options/batchnorm.h>
#include <torch/types.h>

#include <algorithm>

namespace weft {

TrunkParameters::TrunkParameters(const torch::nn::Module& backbone, const TrunkTopology& topology)
{
    const auto parameters = backbone.named_parameters();
    const auto buffers = backbone.named_buffers();
    for (const auto& step : topology.steps) {
        if (step.kind == TrunkStepKind::Convolution) {
            m_layers.push_back({parameters[step.name + ".weight"],
                                {},
                                parameters[step.norm + ".weight"],
                                parameters[step.norm + ".bias"],
                                buffers[step.norm + ".running_mean"],
                                buffers[step.norm + ".running_var"],
                                buffers[step.norm + ".num_batches_tracked"]});
        } else if (step.kind == TrunkStepKind::Squeeze) {
            for (const auto* name : {".fc1", ".fc2"}) {
                m_layers.push_back({parameters[step.name + name + ".weight"],
                                    parameters[step.name + name + ".bias"],
                                    {},
                                    {},
                                    {},
                                    {},
                                    {}});
            }
        }
    }
    for (const auto& layer : m_layers) {
        for (const auto& tensor : {layer.convolution, layer.bias, layer.scale, layer.shift,
                                   layer.mean, layer.variance, layer.batches}) {
            if (tensor.defined()) {
                m_tensors.push_back(tensor);
            }
        }
    }
}

bool TrunkParameters::plain() const
{
    return std::ranges::all_of(m_tensors, [](const at::Tensor& tensor) {
        return tensor.is_cpu() &&
               (!tensor.is_floating_point() || tensor.scalar_type() == at::kFloat);
    });
}

std::int64_t TrunkParameters::generation()
{
    const auto holds = [](const WeightMark& mark, const at::Tensor& tensor) {
        return mark.holdsFor(tensor);
    };
    if (!std::ranges::equal(m_marks, m_tensors, holds)) {
        ++m_generation;
        m_marks = std::vector<WeightMark>(m_tensors.begin(), m_tensors.end());
    }
    return m_generation;
}

FoldedConvolution TrunkParameters::fold(std::size_t convolution) const
{
    static const double epsilon = torch::nn::BatchNorm2dOptions(1).eps();
    const c10::NoGradGuard noGradients;
    const auto& own = m_layers[convolution];
    if (own.bias.defined()) {
        return {own.convolution.contiguous(), own.bias.contiguous()};
    }
    const auto scale = own.scale.to(at::kDouble) / (own.variance.to(at::kDouble) + epsilon).sqrt();
    const auto bias = own.shift.to(at::kDouble) - own.mean.to(at::kDouble) * scale;
    const auto weights = own.convolution.contiguous() * scale.to(at::kFloat).view({-1, 1, 1, 1});
    return {weights, bias.to(at::kFloat)};
}

} // namespace weft
