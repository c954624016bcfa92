#include "core/model/activations_p.h"
#include "core/model/autocast_p.h"
#include "core/model/resnet_p.h"

#include <torch/nn/modules/container/sequential.h>

#include <string>

namespace weft {

namespace {

torch::nn::Conv2d convolution(int inChannels, int outChannels, int kernel, int stride)
{
    torch::nn::Conv2d conv(torch::nn::Conv2dOptions(inChannels, outChannels, kernel)
                               .stride(stride)
                               .padding(kernel / 2)
                               .bias(false)); // The norm that follows has one.
    // oneDNN's convolutions take channels-last as it is; other layouts are reordered at every step.
    conv->weight.set_data(conv->weight.contiguous(at::MemoryFormat::ChannelsLast));
    return conv;
}

/// A convolution and its norm, registered under these names.
ConvNorm registered(torch::nn::Module& owner, const char* convName, const char* normName,
                    torch::nn::Conv2d conv)
{
    torch::nn::BatchNorm2d norm(conv->options.out_channels());
    owner.register_module(convName, conv);
    owner.register_module(normName, norm);
    return {std::move(conv), std::move(norm)};
}

/// The same, registered as "0" and "1" of a sequence of this name.
ConvNorm registeredAsSequence(torch::nn::Module& owner, const char* name, torch::nn::Conv2d conv)
{
    torch::nn::BatchNorm2d norm(conv->options.out_channels());
    owner.register_module(name, torch::nn::Sequential(conv, norm));
    return {std::move(conv), std::move(norm)};
}

torch::Tensor run(ConvNorm& layer, TrunkPath path, const torch::Tensor& input,
                  const torch::Tensor& residual, bool relu)
{
    return path == TrunkPath::Training ? layer.train(input, residual, relu)
                                       : layer.forward(input, residual, relu);
}

} // namespace

BasicBlockImpl::BasicBlockImpl(int inChannels, int outChannels, int stride)
    : m_first(registered(*this, "conv1", "bn1", convolution(inChannels, outChannels, 3, stride)))
    , m_second(registered(*this, "conv2", "bn2", convolution(outChannels, outChannels, 3, 1)))
{
    if (stride != 1 || inChannels != outChannels) {
        m_shortcut = registeredAsSequence(*this, "downsample",
                                          convolution(inChannels, outChannels, 1, stride));
    }
}

torch::Tensor BasicBlockImpl::forward(const torch::Tensor& input, TrunkPath path)
{
    const auto inner = run(m_first, path, input, {}, true);
    const auto shortcut = m_shortcut ? run(*m_shortcut, path, input, {}, false) : input;
    return run(m_second, path, inner, shortcut, true);
}

std::optional<ActivationShape> BasicBlockImpl::trains(const ActivationShape& input) const
{
    const auto inner = m_first.trains(input);
    if (!inner || (m_shortcut && !m_shortcut->trains(input))) {
        return std::nullopt;
    }
    return m_second.trains(*inner);
}

ResNetImpl::ResNetImpl(const BackboneSpec& spec)
    : m_spec(spec)
    , m_stem(registered(*this, "conv1", "bn1",
                        convolution(3, spec.stemChannels, spec.stemKernel, spec.stemStride)))
{
    int channels = spec.stemChannels;
    for (const auto& stage : spec.stages) {
        torch::nn::Sequential registry;
        auto& blocks = m_stages.emplace_back();
        for (int i = 0; i < stage.blocks; ++i) {
            blocks.emplace_back(BasicBlock(channels, stage.channels, i == 0 ? stage.stride : 1));
            registry->push_back(blocks.back());
            channels = stage.channels;
        }
        register_module("layer" + std::to_string(m_stages.size()), std::move(registry));
    }
}

torch::Tensor ResNetImpl::forward(const torch::Tensor& images)
{
    const bool bf16 = images.is_cpu() && bf16Autocast();
    const auto path = pathFor(images, bf16);
    const bool training = path == TrunkPath::Training;
    auto out =
        training ? asPictures(images, bf16) : images.contiguous(at::MemoryFormat::ChannelsLast);
    out = run(m_stem, path, out, {}, true);
    if (m_spec.stemPool) {
        out = training ? poolActivations(out) : torch::max_pool2d(out, 3, 2, 1);
    }
    for (auto& blocks : m_stages) {
        for (auto& block : blocks) {
            out = block->forward(out, path);
        }
    }
    return training ? toImages(out) : out;
}

TrunkPath ResNetImpl::pathFor(const torch::Tensor& images, bool bf16)
{
    const auto& weights = m_stem.weights();
    const bool learns = is_training() && weights.requires_grad();
    const bool plain = images.is_cpu() && images.scalar_type() == at::kFloat &&
                       weights.scalar_type() == at::kFloat && images.numel() > 0;
    if (!learns || !plain) {
        return TrunkPath::Modules;
    }
    const ActivationShape shape{images.size(0), images.size(1), images.size(2), images.size(3),
                                bf16};
    const bool known =
        m_trains.find(shape, [this](const ActivationShape& input) { return trains(input); });
    return known ? TrunkPath::Training : TrunkPath::Modules;
}

bool ResNetImpl::trains(const ActivationShape& images) const
{
    auto shape = m_stem.trains(images);
    if (shape && m_spec.stemPool) {
        shape->height = stridedSide(shape->height, 3, 2);
        shape->width = stridedSide(shape->width, 3, 2);
    }
    for (const auto& blocks : m_stages) {
        for (const auto& block : blocks) {
            shape = shape ? block->trains(*shape) : shape;
        }
    }
    return shape.has_value();
}

} // namespace weft
