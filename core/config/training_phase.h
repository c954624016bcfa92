#pragma once

#include "core/config/run_config.h"

namespace weft {

/// Whether the backbone stands still in an epoch (from 1).
[[nodiscard]] inline bool backboneFrozenIn(const TrainConfig& config, int epoch)
{
    return config.freeze == Freeze::Backbone &&
           (config.unfreezeEpoch == 0 || epoch < config.unfreezeEpoch);
}

/// Whether it does so in the run's first epoch and trains in a later one.
[[nodiscard]] inline bool backboneThaws(const TrainConfig& config)
{
    return config.freeze == Freeze::Backbone && config.unfreezeEpoch > 1 &&
           config.unfreezeEpoch <= config.epochs;
}

/// Whether batches are mixed in an epoch (from 1): features are not.
[[nodiscard]] inline bool mixesIn(const TrainConfig& config, int epoch)
{
    return !backboneFrozenIn(config, epoch) && (config.mixup > 0 || config.cutmix > 0);
}

/// Whether a training image is another one in every epoch, where no views are kept.
[[nodiscard]] inline bool imagesVary(const RunConfig& config)
{
    return config.data.augment || config.train.mixup > 0 || config.train.cutmix > 0;
}

/// Whether it stands still to the end.
[[nodiscard]] inline bool backboneStaysFrozen(const TrainConfig& config)
{
    return backboneFrozenIn(config, config.epochs);
}

} // namespace weft
