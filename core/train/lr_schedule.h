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
/// The formulas are those of PyTorch's CosineAnnealingLR (stepped once an epoch) and OneCycleLR
/// with its defaults (stepped every batch; momentum runs against the rate, 0.95 to 0.85).
class LrSchedule
{
public:
    LrSchedule(const TrainConfig& config, std::int64_t stepsPerEpoch);

    /// step counts from 0 over the whole run.
    [[nodiscard]] ScheduledRates at(std::int64_t step) const;

private:
    [[nodiscard]] double cosine(std::int64_t epoch) const;
    [[nodiscard]] ScheduledRates oneCycle(std::int64_t step) const;

    ScheduleKind m_kind;
    double m_rate;
    double m_etaMin;
    int m_tMax;
    std::int64_t m_stepsPerEpoch;
    std::int64_t m_steps;
};

} // namespace weft
