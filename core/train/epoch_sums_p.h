#pragma once

#include "core/store/checkpoint_p.h"
#include "core/train/events.h"
#include "core/train/training_step_p.h"

#include <cstddef>
#include <cstdint>

namespace weft {

/// Adds a step, which state has counted already, to the sums of the epoch under way, and tells of
/// it. A loss that is not finite, which only skipped steps have, counts as the mean of the epoch so
/// far. The rate, the gradient's norm and the speed are left to the caller.
[[nodiscard]] StepEvent addStep(TrainingState& state, const StepOutcome& outcome,
                                std::size_t images, std::int64_t stepsPerEpoch);

/// What the epoch under way came to, at its end. Times and speeds are left to the caller.
[[nodiscard]] EpochEvent epochEventOf(const TrainingState& state, Evaluation evaluation);

/// The epoch is over: the sums begin anew.
void beginNextEpoch(TrainingState& state);

/// Why a training cannot go on, with what to try.
[[nodiscard]] Error notFiniteError(const Error& cause, const TrainConfig& config,
                                   const TrainingState& state);

} // namespace weft
