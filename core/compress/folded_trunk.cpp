#include "core/compress/folded_trunk_p.h"
#include "core/model/conv_norm_p.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/silu.h>
#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

namespace weft {

namespace {

/// The next convolution's parameters, in the order of the steps.
class Convolutions
{
public:
    Convolutions(const TrunkParameters& parameters, TrunkObserver& observer)
        : m_parameters(parameters)
        , m_observer(observer)
    {
    }

    at::Tensor next(const std::string& name, const at::Tensor& input, std::int64_t stride,
                    std::int64_t groups)
    {
        const auto own = m_observer.weights(name, m_parameters.fold(m_next++));
        return at::conv2d(input, own.weights, own.bias, stride, own.weights.size(2) / 2, 1, groups);
    }

private:
    const TrunkParameters& m_parameters;
    TrunkObserver& m_observer;
    std::size_t m_next = 0;
};

at::Tensor squeezed(Convolutions& convolutions, const TrunkStep& step, const at::Tensor& input)
{
    const auto mean = input.mean({2, 3}, true);
    const auto inner = at::silu(convolutions.next(step.name + ".fc1", mean, 1, 1));
    return input * convolutions.next(step.name + ".fc2", inner, 1, 1).sigmoid();
}

at::Tensor pooled(const TrunkStep& step, const at::Tensor& input)
{
    return at::max_pool2d(input, step.kernel, step.stride, step.kernel / 2);
}

} // namespace

at::Tensor TrunkObserver::input(const TrunkStep& /*step*/, const at::Tensor& values)
{
    return values;
}

FoldedConvolution TrunkObserver::weights(const std::string& /*name*/,
                                         const FoldedConvolution& folded)
{
    return folded;
}

TrunkFeatures runFoldedTrunk(const TrunkTopology& topology, const TrunkParameters& parameters,
                             const at::Tensor& images, std::size_t stages, TrunkObserver& observer)
{
    const c10::NoGradGuard noGradients;
    Convolutions convolutions(parameters, observer);
    TrunkPlaces<at::Tensor> values(images);
    TrunkFeatures features;
    for (std::size_t i = 0; i < topology.steps.size(); ++i) {
        const auto& step = topology.steps[i];
        const auto& input = values[step.from];
        at::Tensor output;
        switch (step.kind) {
        case TrunkStepKind::Convolution:
            output = convolutions.next(step.name, observer.input(step, input), step.stride,
                                       step.depthwise ? input.size(1) : 1);
            if (step.add) {
                output = output + values[step.to];
            }
            output = activated(output, step.activation);
            break;
        case TrunkStepKind::Pooling:
            output = pooled(step, input);
            break;
        case TrunkStepKind::Squeeze:
            output = squeezed(convolutions, step, input);
            break;
        }
        values[step.to] = output;
        if (topology.endsStage(i, stages)) {
            features.push_back(output);
        }
    }
    return features;
}

} // namespace weft
