#pragma once

#include "core/config/run_config.h"

#include <cstdint>
#include <optional>

namespace weft {

/// What the schedule sets for one optimiser step.
struct ScheduledRates
{
    double learningRate = 0;
    /// SGD's momentum or AdamW's beta1 where the schedule cycles it; empty: as configured.
    std::optional<double> momentum;
};

/// The learning rate as a pure function of the step, so that a resumed run needs no state of it.
/// The formulas are those of PyTorch's CosineAnnealingLR, StepLR, CosineAnnealingWarmRestarts (all
/// stepped once an epoch) and OneCycleLR with its defaults (stepped every batch; momentum runs
/// against the rate, 0.95 to 0.85).
///
/// A warm-up over W steps multiplies the rate that the schedule has at step t (from 0) by
/// min(1, (t + 1) / W); the schedule itself runs from the first step on. That is LinearLR with
/// start_factor = 1 / W and total_iters = W - 1, stepped every batch, times the schedule. W is
/// the warm-up's epochs in steps, rounded.
class LrSchedule
{
public:
    LrSchedule(const TrainConfig& config, std::int64_t stepsPerEpoch);

    /// step counts from 0 over the whole run.
    [[nodiscard]] ScheduledRates at(std::int64_t step) const;

private:
    [[nodiscard]] ScheduledRates scheduled(std::int64_t step) const;
    [[nodiscard]] double warmth(std::int64_t step) const;
    [[nodiscard]] double restarts(std::int64_t epoch) const;
    [[nodiscard]] double cosine(std::int64_t epoch) const;
    [[nodiscard]] ScheduledRates oneCycle(std::int64_t step) const;

    ScheduleKind m_kind;
    double m_rate;
    double m_etaMin;
    int m_tMax;
    int m_stepEpochs;
    double m_stepFactor;
    int m_restartEpochs;
    int m_restartGrowth;
    std::int64_t m_stepsPerEpoch;
    std::int64_t m_steps;
    double m_warmupSteps;
};

} // namespace weft
