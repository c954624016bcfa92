#pragma once

#include "core/config/run_config.h"
#include "core/train/events.h"

#include <cstdint>
#include <optional>

namespace weft {

/// Where a run stands, reckoned from its steps and epochs alone, for those who see no more of it
/// than its event log.
class RunPace
{
public:
    void add(const StepEvent& step);
    void add(const EpochEvent& epoch);
    void takenUp(); ///< By another process, which may be quicker or slower.

    /// The remaining time is that of the last whole epoch for each one left, and not known before
    /// there is one, and where later epochs are not like it: a backbone that thaws, features that
    /// come from the cache from now on.
    [[nodiscard]] ProgressEvent progress(const RunConfig& config) const;

private:
    [[nodiscard]] double remainingSeconds(const RunConfig& config, int epoch) const;

    std::optional<StepEvent> m_step; ///< The last one.
    int m_epoch = 0;                 ///< The last whole one.
    double m_epochSeconds = 0;       ///< Of it; 0: not known.
    std::int64_t m_stepsPerEpoch = 0;
};

} // namespace weft
