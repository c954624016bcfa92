#pragma once

#include "core/model/conv_norm_p.h"
#include "core/model/keyed_dropout_p.h"
#include "core/model/squeeze_excitation_p.h"
#include "core/model/trunk_topology.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// What a trunk makes of images: the outputs of its last stages, the last one last, each
/// [N, C, h, w].
using TrunkFeatures = std::vector<torch::Tensor>;

/// A trunk without pooling and classifier, made from its topology: [N, 3, H, W] -> [N, C, h, w].
/// Runs by LibTorch's modules, or, where all its steps can, as ConvNorm::train() does.
class TrunkImpl : public torch::nn::Module
{
public:
    /// See initializeWeights(), and ModelConfig for the depth.
    explicit TrunkImpl(TrunkTopology topology, double stochasticDepth = 0);

    torch::Tensor forward(const torch::Tensor& images);

    /// The outputs of so many of the last stages.
    TrunkFeatures stages(const torch::Tensor& images, std::size_t count);

    /// Which blocks a training leaves away from now on depends on the seed alone; see RowShare.
    void seedDropout(std::uint64_t seed, RowShare share = {});

    /// See ConvNorm::synchronize().
    void synchronizeNorms(const std::shared_ptr<NormExchange>& exchange);

private:
    struct Step
    {
        const TrunkStep* what; ///< In the topology.
        std::optional<ConvNorm> convolution;
        SqueezeExcitation squeeze{nullptr};
        std::optional<KeyedDropout> dropout; ///< Of what it adds, where that may be left away.
    };
    enum class Path { Modules, Training };

    void registerSteps();
    void registerNamed(const std::string& name, std::shared_ptr<torch::nn::Module> module);
    [[nodiscard]] Path pathFor(const torch::Tensor& images, bool bf16);
    [[nodiscard]] bool trains(const ActivationShape& images) const;
    [[nodiscard]] torch::Tensor run(Step& step, const torch::Tensor& input,
                                    const torch::Tensor& residual);
    [[nodiscard]] static torch::Tensor train(Step& step, const torch::Tensor& input,
                                             const torch::Tensor& residual);

    const TrunkTopology m_topology;
    std::vector<Step> m_steps;
    RecentCache<ActivationShape, bool> m_trains{4}; ///< What trains() said.
};
TORCH_MODULE(Trunk);

} // namespace weft
