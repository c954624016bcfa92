#pragma once

#include "core/config/run_config.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

namespace weft {

/// What a forward pass gives. N images, T = grid^2 cells, K classes.
struct ClassifierOutput
{
    torch::Tensor logits;    ///< [N, K], float32.
    torch::Tensor attention; ///< [N, T], sums to 1 over T; undefined unless the head is attention.
    torch::Tensor features;  ///< [N, C, h, w], the trunk's last features, for Grad-CAM.
};

/// Backbone -> serializer -> BiLSTM -> head. Parameter names are torchvision's and torch.nn.LSTM's:
/// backbone.* , lstm.*, attention.*, fc.*.
class ClassifierImpl : public torch::nn::Module
{
public:
    /// Weights are initialised as PyTorch does (He for convolutions, as torchvision), from
    /// LibTorch's default generator: seed it before.
    ClassifierImpl(const ModelConfig& config, int classes);

    /// images: [N, 3, H, W] float32.
    ClassifierOutput forward(const torch::Tensor& images);

    /// The trunk alone: [N, 3, H, W] to [N, C, h, w].
    torch::Tensor extractFeatures(const torch::Tensor& images);

    /// From the trunk's features, [N, C, h, w], on: Grad-CAM needs the graph from there only.
    ClassifierOutput classifyFeatures(const torch::Tensor& features);

    [[nodiscard]] const ModelConfig& config() const { return m_config; }
    [[nodiscard]] int classes() const { return m_classes; }

private:
    struct Parts;
    ModelConfig m_config;
    int m_classes;
    std::shared_ptr<Parts> m_parts;
};
TORCH_MODULE(Classifier);

} // namespace weft
