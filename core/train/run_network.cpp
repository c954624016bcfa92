#include "core/config/training_phase.h"
#include "core/data/balanced_order.h"
#include "core/store/module_state_p.h"
#include "core/train/random_purpose.h"
#include "core/train/run_network_p.h"
#include "core/train/trainer_p.h"

#include <ATen/ops/tensor.h>

#include <algorithm>

namespace weft {

Classifier buildRunNetwork(const TrainingInput& input, c10::Device device)
{
    Classifier model(input.config.model, static_cast<int>(input.validation->classNames().size()),
                     keyFor(input.config.train.seed, RandomPurpose::Weights, 0));
    if (!input.backbone.empty()) {
        [[maybe_unused]] const auto fits = loadModuleState(model->backbone(), input.backbone);
    }
    if (!input.classifier.empty()) {
        [[maybe_unused]] const auto fits = loadModuleState(model->classifier(), input.classifier);
    }
    if (!input.network.empty()) {
        [[maybe_unused]] const auto fits = loadModuleState(*model, input.network);
    }
    model->to(device);
    prepareBackbone(model, input.config.train);
    model->train();
    return model;
}

void prepareBackbone(Classifier& model, const TrainConfig& config)
{
    if (config.freezeNorms) {
        model->freezeNorms();
    }
    if (backboneFrozenIn(config, 1)) {
        model->freezeBackbone();
    }
}

at::Tensor classWeightsOf(const TrainingInput& input, c10::Device device)
{
    if (input.config.train.balance != Balance::Weights) {
        return {};
    }
    return at::tensor(balancedWeights(*input.train)).to(device);
}

WatchedImages prepareWatched(const TrainingInput& input)
{
    if (input.ranks && !input.ranks->isFirst()) {
        return {*input.validation, input.preprocessing, {}};
    }
    const auto indices =
        chooseWatched(*input.validation, static_cast<std::size_t>(input.config.train.watched),
                      input.config.train.seed);
    return {*input.validation, input.preprocessing, indices};
}

bool allFinite(const TensorMap& tensors)
{
    return std::ranges::all_of(tensors, [](const auto& entry) {
        return !entry.second.is_floating_point() ||
               entry.second.isfinite().all().template item<bool>();
    });
}

} // namespace weft
