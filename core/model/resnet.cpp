#include "core/model/activations_p.h"
#include "core/model/autocast_p.h"
#include "core/model/resnet_p.h"

#include <torch/nn/modules/container/sequential.h>

#include <algorithm>
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

bool BasicBlockImpl::trainable(bool bf16) const
{
    return m_first.trainable(bf16) && m_second.trainable(bf16) &&
           (!m_shortcut || m_shortcut->trainable(bf16));
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
    const auto path = trainsFast(images, bf16) ? TrunkPath::Training : TrunkPath::Modules;
    auto out =
        images.contiguous(path == TrunkPath::Training && !bf16 ? at::MemoryFormat::Contiguous
                                                               : at::MemoryFormat::ChannelsLast);
    if (path == TrunkPath::Training && bf16) {
        out = out.to(at::kBFloat16);
    }
    out = run(m_stem, path, out, {}, true);
    if (m_spec.stemPool) {
        out = path == TrunkPath::Training ? poolActivations(out) : torch::max_pool2d(out, 3, 2, 1);
    }
    for (auto& blocks : m_stages) {
        for (auto& block : blocks) {
            out = block->forward(out, path);
        }
    }
    return path == TrunkPath::Training ? toImages(out) : out;
}

bool ResNetImpl::trainsFast(const torch::Tensor& images, bool bf16)
{
    const auto& weights = m_stem.weights();
    if (!is_training() || !images.is_cpu() || images.numel() == 0 ||
        images.scalar_type() != at::kFloat || weights.scalar_type() != at::kFloat ||
        !weights.requires_grad()) {
        return false;
    }
    auto& known = m_trainable[bf16 ? 1 : 0];
    if (!known) {
        known = m_stem.trainable(bf16) && std::ranges::all_of(m_stages, [bf16](const auto& blocks) {
                    return std::ranges::all_of(
                        blocks, [bf16](const BasicBlock& block) { return block->trainable(bf16); });
                });
    }
    return *known;
}

} // namespace weft
