#pragma once

#include "core/model/classifier_p.h"
#include "core/store/run_directory.h"
#include "core/train/evaluator.h"

namespace weft {

/// A run's network with the weights of a checkpoint, in evaluation mode, on the CPU.
struct TrainedNetwork
{
    RunDirectory run;
    Classifier model;
    int epoch = 0; ///< Of the checkpoint.
};

/// Fails as RunDirectory::open() and loadCheckpoint() do, and with Corrupt where the weights do not
/// fit the configuration.
[[nodiscard]] Result<TrainedNetwork> loadTrainedNetwork(const std::filesystem::path& run,
                                                        const NetworkChoice& choice);

} // namespace weft
