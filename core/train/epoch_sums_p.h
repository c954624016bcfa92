#pragma once

#include "core/store/checkpoint_p.h"
#include "core/train/events.h"
#include "core/train/training_step_p.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace weft {

/// Adds a step, which state has counted already, to the sums of the epoch under way, and tells of
/// it; not of one whose loss is not finite, which only skipped steps have: it is left out of the
/// epoch's loss too. The rate and the speed are left to the caller.
[[nodiscard]] std::optional<StepEvent> addStep(TrainingState& state, const StepOutcome& outcome,
                                               std::size_t images, std::int64_t stepsPerEpoch);

/// What the epoch under way came to, at its end. Its loss is not a number where no step's was
/// finite. Times and speeds are left to the caller.
[[nodiscard]] EpochEvent epochEventOf(const TrainingState& state, Evaluation evaluation);

/// The epoch is over: the sums begin anew.
void beginNextEpoch(TrainingState& state);

/// Why a training cannot go on, with what to try.
[[nodiscard]] Error notFiniteError(const Error& cause, const TrainConfig& config,
                                   const TrainingState& state);

} // namespace weft
