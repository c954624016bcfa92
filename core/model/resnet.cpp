#include "core/model/resnet_p.h"

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

} // namespace

BasicBlockImpl::BasicBlockImpl(int inChannels, int outChannels, int stride)
    : m_conv1(convolution(inChannels, outChannels, 3, stride))
    , m_conv2(convolution(outChannels, outChannels, 3, 1))
    , m_bn1(outChannels)
    , m_bn2(outChannels)
{
    register_module("conv1", m_conv1);
    register_module("bn1", m_bn1);
    register_module("conv2", m_conv2);
    register_module("bn2", m_bn2);
    if (stride != 1 || inChannels != outChannels) {
        m_downsample = register_module(
            "downsample", torch::nn::Sequential(convolution(inChannels, outChannels, 1, stride),
                                                torch::nn::BatchNorm2d(outChannels)));
    }
}

torch::Tensor BasicBlockImpl::forward(const torch::Tensor& input)
{
    auto out = m_bn1->forward(m_conv1->forward(input)).relu_();
    out = m_bn2->forward(m_conv2->forward(out));
    out += m_downsample ? m_downsample->forward(input) : input;
    return out.relu_();
}

ResNetImpl::ResNetImpl(const BackboneSpec& spec)
    : m_spec(spec)
    , m_conv1(convolution(3, spec.stemChannels, spec.stemKernel, spec.stemStride))
    , m_bn1(spec.stemChannels)
{
    register_module("conv1", m_conv1);
    register_module("bn1", m_bn1);
    int channels = spec.stemChannels;
    for (const auto& stage : spec.stages) {
        torch::nn::Sequential blocks;
        for (int i = 0; i < stage.blocks; ++i) {
            blocks->push_back(BasicBlock(channels, stage.channels, i == 0 ? stage.stride : 1));
            channels = stage.channels;
        }
        m_stages.push_back(
            register_module("layer" + std::to_string(m_stages.size() + 1), std::move(blocks)));
    }
}

torch::Tensor ResNetImpl::forward(const torch::Tensor& images)
{
    const auto input = images.contiguous(at::MemoryFormat::ChannelsLast);
    auto out = m_bn1->forward(m_conv1->forward(input)).relu_();
    if (m_spec.stemPool) {
        out = torch::max_pool2d(out, 3, 2, 1);
    }
    for (auto& stage : m_stages) {
        out = stage->forward(out);
    }
    return out;
}

} // namespace weft
