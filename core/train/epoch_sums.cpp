#include "core/train/epoch_sums_p.h"

#include <cmath>
#include <utility>

namespace weft {

namespace {

double accuracyOf(const TrainingState& state)
{
    return static_cast<double>(state.epochCorrect) / static_cast<double>(state.epochSeen);
}

} // namespace

std::optional<StepEvent> addStep(TrainingState& state, const StepOutcome& outcome,
                                 std::size_t images, std::int64_t stepsPerEpoch)
{
    state.epochCorrect += outcome.correct;
    state.epochSeen += static_cast<std::int64_t>(images);
    if (!std::isfinite(outcome.loss)) {
        return std::nullopt;
    }
    state.epochLossSum += outcome.loss * static_cast<double>(images);
    state.epochLosses += static_cast<std::int64_t>(images);
    StepEvent event;
    event.step = state.step;
    event.epoch = state.epoch + 1;
    event.epochPosition =
        state.epoch + static_cast<double>(state.stepInEpoch) / static_cast<double>(stepsPerEpoch);
    event.loss = outcome.loss;
    event.runningAccuracy = accuracyOf(state);
    event.gradientNorm = outcome.gradientNorm;
    return event;
}

EpochEvent epochEventOf(const TrainingState& state, Evaluation evaluation)
{
    EpochEvent event;
    event.epoch = state.epoch + 1;
    event.step = state.step;
    event.trainLoss = state.epochLossSum / static_cast<double>(state.epochLosses);
    event.trainAccuracy = accuracyOf(state);
    event.valLoss = evaluation.loss;
    event.valTop1 = evaluation.top1;
    event.valTop5 = evaluation.top5;
    event.confusion = std::move(evaluation.confusion);
    event.predictions = std::move(evaluation.predictions);
    const bool first = state.bestEpoch == 0 && state.bestAccuracy == 0;
    event.best = first || event.valTop1 > state.bestAccuracy;
    return event;
}

void beginNextEpoch(TrainingState& state)
{
    ++state.epoch;
    state.stepInEpoch = 0;
    state.epochLossSum = 0;
    state.epochCorrect = 0;
    state.epochSeen = 0;
    state.epochLosses = 0;
}

Error notFiniteError(const Error& cause, const TrainConfig& config, const TrainingState& state)
{
    std::string advice = "try a lower learning rate";
    if (config.clip <= 0) {
        advice += " or gradient clipping";
    } else if (config.precision != Precision::Fp32) {
        advice += " or fp32";
    }
    return {ErrorCode::NotFinite,
            {},
            cause.reason + " in epoch " + std::to_string(state.epoch + 1) + ", after step " +
                std::to_string(state.step) + "; " + advice};
}

} // namespace weft
