#include "core/inference/trunk_parameters_p.h"

#include <c10/core/GradMode.h>
#include <torch/nn/options/batchnorm.h>
#include <torch/types.h>

#include <algorithm>
#include <iterator>

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
}

std::vector<at::Tensor> TrunkParameters::tensorsOf(const Layer& layer)
{
    if (layer.bias.defined()) {
        return {layer.convolution, layer.bias};
    }
    return {layer.convolution, layer.scale, layer.shift, layer.mean, layer.variance, layer.batches};
}

bool TrunkParameters::plain() const
{
    return std::ranges::all_of(m_layers, [](const Layer& layer) {
        return std::ranges::all_of(tensorsOf(layer), [](const at::Tensor& tensor) {
            return tensor.is_cpu() &&
                   (!tensor.is_floating_point() || tensor.scalar_type() == at::kFloat);
        });
    });
}

std::int64_t TrunkParameters::generation()
{
    std::vector<at::Tensor> tensors;
    tensors.reserve(6 * m_layers.size());
    for (const auto& layer : m_layers) {
        std::ranges::copy(tensorsOf(layer), std::back_inserter(tensors));
    }
    const auto holds = [](const WeightMark& mark, const at::Tensor& tensor) {
        return mark.holdsFor(tensor);
    };
    if (!std::ranges::equal(m_marks, tensors, holds)) {
        ++m_generation;
        m_marks.clear();
        for (const auto& tensor : tensors) {
            m_marks.emplace_back(tensor);
        }
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
