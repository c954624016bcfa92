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

/// Whether it stands still to the end.
[[nodiscard]] inline bool backboneStaysFrozen(const TrainConfig& config)
{
    return backboneFrozenIn(config, config.epochs);
}

} // namespace weft
