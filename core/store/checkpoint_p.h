#pragma once

#include "core/base/result.h"
#include "core/train/evaluator.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace weft {

using TensorMap = std::map<std::string, at::Tensor>;

/// Where a training stands, beside its tensors. Everything else is keyed by (seed, step).
struct TrainingState
{
    std::int64_t step = 0;        ///< Optimiser steps done.
    int epoch = 0;                ///< Epochs done in full.
    std::int64_t stepInEpoch = 0; ///< Steps done of the epoch under way; 0 at an epoch's end.
    double epochLossSum = 0;      ///< Meters of the epoch under way.
    std::int64_t epochCorrect = 0;
    std::int64_t epochSeen = 0;
    std::int64_t epochLosses = 0; ///< Of the images seen, those of steps whose loss was finite.
    int bestEpoch = 0;
    double bestAccuracy = 0;
    double seconds = 0;      ///< Training time so far.
    double epochSeconds = 0; ///< Of it, in the epoch under way.
};

/// Writes checkpoints/<kind>: tensors as safetensors files, then the JSON that names them, whose
/// rename commits. A crash at any point leaves the former checkpoint whole. optimizer is empty for
/// Best. model holds parameters and buffers by their names in the module.
[[nodiscard]] Result<void> saveCheckpoint(const std::filesystem::path& run, CheckpointKind kind,
                                          const TensorMap& model, const TensorMap& optimizer,
                                          const TrainingState& state);

struct LoadedCheckpoint
{
    TensorMap model;
    TensorMap optimizer;
    TrainingState state;
};

/// Fails with NotFound where there is none, Corrupt where sizes or checksums differ, NewerFormat.
[[nodiscard]] Result<LoadedCheckpoint> loadCheckpoint(const std::filesystem::path& run,
                                                      CheckpointKind kind);

} // namespace weft
