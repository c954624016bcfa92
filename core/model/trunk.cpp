#include "core/base/random.h"
#include "core/model/activations_p.h"
#include "core/model/autocast_p.h"
#include "core/model/strided_side.h"
#include "core/model/trunk_p.h"

#include <utility>

namespace weft {

namespace {

ConvNorm makeConvolution(const TrunkStep& step)
{
    torch::nn::Conv2d conv(torch::nn::Conv2dOptions(step.inChannels, step.outChannels, step.kernel)
                               .stride(step.stride)
                               .padding(step.kernel / 2)
                               .groups(step.depthwise ? step.inChannels : 1)
                               .bias(false)); // The norm that follows has one.
    // oneDNN's convolutions take channels-last as it is; other layouts are reordered at every step.
    conv->weight.set_data(conv->weight.contiguous(at::MemoryFormat::ChannelsLast));
    return {std::move(conv), torch::nn::BatchNorm2d(step.outChannels)};
}

bool isShortcut(const TrunkStep& step)
{
    return step.name.find(".downsample.") != std::string::npos;
}

} // namespace

TrunkImpl::TrunkImpl(TrunkTopology topology, double stochasticDepth)
    : m_topology(std::move(topology))
{
    for (const auto& step : m_topology.steps) {
        const double dropped = step.add ? stochasticDepth * step.depth : 0;
        m_steps.push_back({&step, {}, nullptr, {}});
        if (dropped > 0) {
            m_steps.back().dropout.emplace(dropped);
        }
        if (step.kind == TrunkStepKind::Convolution) {
            m_steps.back().convolution = makeConvolution(step);
        } else if (step.kind == TrunkStepKind::Squeeze) {
            m_steps.back().squeeze = SqueezeExcitation(step.inChannels, step.squeezed);
        }
    }
    registerSteps();
}

/// In torchvision's order, in which initializeWeights() draws: a block's shortcut comes last.
void TrunkImpl::registerSteps()
{
    const auto add = [this](const Step& step) {
        if (step.convolution) {
            registerNamed(step.what->name, step.convolution->convolution().ptr());
            registerNamed(step.what->norm, step.convolution->norm().ptr());
        } else if (step.squeeze) {
            registerNamed(step.what->name, step.squeeze.ptr());
        }
    };
    const Step* shortcut = nullptr;
    for (const auto& step : m_steps) {
        if (isShortcut(*step.what)) {
            shortcut = &step;
            continue;
        }
        add(step);
        if (shortcut && step.what->add) {
            add(*shortcut);
            shortcut = nullptr;
        }
    }
}

/// Each part of the name but the last is a module that holds others.
void TrunkImpl::registerNamed(const std::string& name, std::shared_ptr<torch::nn::Module> module)
{
    torch::nn::Module* holder = this;
    std::size_t first = 0;
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', first)) {
        const auto part = name.substr(first, dot - first);
        const auto children = holder->named_children();
        const auto* const known = children.find(part);
        holder = known ? known->get()
                       : holder->register_module(part, std::make_shared<torch::nn::Module>()).get();
        first = dot + 1;
    }
    holder->register_module(name.substr(first), std::move(module));
}

torch::Tensor TrunkImpl::forward(const torch::Tensor& images)
{
    return stages(images, 1).back();
}

TrunkFeatures TrunkImpl::stages(const torch::Tensor& images, std::size_t count)
{
    const bool bf16 = images.is_cpu() && bf16Autocast();
    const bool training = pathFor(images, bf16) == Path::Training;
    TrunkPlaces<torch::Tensor> values(training ? asPictures(images, bf16)
                                               : images.contiguous(at::MemoryFormat::ChannelsLast));
    TrunkFeatures features;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        auto& step = m_steps[i];
        const auto& input = values[step.what->from];
        const auto residual = step.what->add ? values[step.what->to] : torch::Tensor();
        const auto out = training ? train(step, input, residual) : run(step, input, residual);
        values[step.what->to] = out;
        if (m_topology.endsStage(i, count)) {
            features.push_back(training ? toImages(out) : out);
        }
    }
    return features;
}

torch::Tensor TrunkImpl::train(Step& step, const torch::Tensor& input,
                               const torch::Tensor& residual)
{
    return step.what->kind == TrunkStepKind::Pooling
               ? poolActivations(input)
               : step.convolution->train(input, residual,
                                         step.what->activation == Activation::Relu);
}

torch::Tensor TrunkImpl::run(Step& step, const torch::Tensor& input, const torch::Tensor& residual)
{
    const auto& what = *step.what;
    switch (what.kind) {
    case TrunkStepKind::Pooling:
        return torch::max_pool2d(input, what.kernel, what.stride, what.kernel / 2);
    case TrunkStepKind::Squeeze:
        return step.squeeze->forward(input);
    case TrunkStepKind::Convolution:
        break;
    }
    if (!step.dropout || !is_training()) {
        return step.convolution->forward(input, residual, what.activation);
    }
    const auto branch = step.convolution->forward(input, {}, Activation::None);
    return activated(step.dropout->applyToRows(branch, true) + residual, what.activation);
}

void TrunkImpl::seedDropout(std::uint64_t seed, RowShare share)
{
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        if (auto& dropout = m_steps[i].dropout) {
            dropout->seed(RandomStream(seed, i + 1)(), share);
        }
    }
}

void TrunkImpl::synchronizeNorms(const std::shared_ptr<NormExchange>& exchange)
{
    for (auto& step : m_steps) {
        if (step.convolution) {
            step.convolution->synchronize(exchange);
        }
    }
}

TrunkImpl::Path TrunkImpl::pathFor(const torch::Tensor& images, bool bf16)
{
    const auto& weights = m_steps.front().convolution->weights();
    const bool learns = is_training() && weights.requires_grad();
    const bool plain = images.is_cpu() && images.scalar_type() == at::kFloat &&
                       weights.scalar_type() == at::kFloat && images.numel() > 0;
    if (!learns || !plain) {
        return Path::Modules;
    }
    const ActivationShape shape{images.size(0), images.size(1), images.size(2), images.size(3),
                                bf16};
    const bool known =
        m_trains.find(shape, [this](const ActivationShape& input) { return trains(input); });
    return known ? Path::Training : Path::Modules;
}

bool TrunkImpl::trains(const ActivationShape& images) const
{
    TrunkPlaces<ActivationShape> shapes(images);
    for (const auto& step : m_steps) {
        const auto& what = *step.what;
        auto shape = std::optional(shapes[what.from]);
        if (what.kind == TrunkStepKind::Pooling) {
            shape->height = stridedSide(shape->height, what.kernel, what.stride);
            shape->width = stridedSide(shape->width, what.kernel, what.stride);
        } else if (what.kind == TrunkStepKind::Squeeze || what.activation == Activation::Silu ||
                   step.dropout) {
            return false;
        } else {
            shape = step.convolution->trains(*shape);
        }
        if (!shape) {
            return false;
        }
        shapes[what.to] = *shape;
    }
    return true;
}

} // namespace weft
