#pragma once

#include "core/inference/prepared_network_p.h"
#include "core/store/module_state_p.h"
#include "core/train/precision_p.h"

#include <ATen/ops/rand.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace weft::test {

inline constexpr int classes = 10;
inline constexpr double tolerance = 1e-4;

/// Gives a network norms that do something, as after a training, and puts it into evaluation mode.
inline void wakeNorms(Classifier& model)
{
    const torch::NoGradGuard noGradients;
    for (auto& [name, tensor] : moduleState(*model)) {
        auto values = at::Tensor(tensor);
        if (name.ends_with("running_mean") ||
            (name.starts_with("backbone.") && name.ends_with(".bias"))) {
            values.copy_(at::rand(values.sizes()) - 0.5);
        } else if (name.ends_with("running_var") ||
                   (name.starts_with("backbone.") && values.dim() == 1 && values.numel() > 1)) {
            values.copy_(0.5 + at::rand(values.sizes()));
        }
    }
    model->eval();
}

/// A network whose norms do something.
inline Classifier makeNetwork(ModelConfig config, std::uint64_t seed = 1)
{
    config.hidden = 24;
    config.layers = 2;
    Classifier model(config, classes, seed);
    wakeNorms(model);
    return model;
}

inline Classifier makeNetwork(Backbone backbone, Head head, std::uint64_t seed = 1)
{
    ModelConfig config;
    config.backbone = backbone;
    config.head = head;
    return makeNetwork(config, seed);
}

inline at::Tensor makeImages(std::int64_t count, std::int64_t size)
{
    return at::rand({count, 3, size, size}) * 4 - 2;
}

inline ClassifierOutput runModule(Classifier& model, const at::Tensor& images,
                                  Precision precision = Precision::Fp32)
{
    const torch::NoGradGuard noGradients;
    const PrecisionScope scope(precision, c10::kCPU);
    return model->forward(images);
}

inline ClassifierOutput runPrepared(PreparedNetwork& network, const at::Tensor& images,
                                    Precision precision = Precision::Fp32)
{
    const PrecisionScope scope(precision, c10::kCPU);
    return network.forward(images);
}

inline bool sameBits(const at::Tensor& some, const at::Tensor& others)
{
    return some.equal(others);
}

inline bool sameBits(const ClassifierOutput& some, const ClassifierOutput& others)
{
    return sameBits(some.logits, others.logits) &&
           std::ranges::equal(
               some.features, others.features,
               [](const at::Tensor& one, const at::Tensor& other) { return one.equal(other); });
}

} // namespace weft::test
