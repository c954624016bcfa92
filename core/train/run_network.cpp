#include "core/store/module_state_p.h"
#include "core/train/random_purpose_p.h"
#include "core/train/run_network_p.h"
#include "core/train/trainer_p.h"

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
    model->to(device);
    if (input.config.train.freeze == Freeze::Backbone) {
        model->freezeBackbone();
    }
    model->train();
    return model;
}

WatchedImages prepareWatched(const TrainingInput& input)
{
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
