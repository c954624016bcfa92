#pragma once

#include "core/train/rank_job.h"
#include "core/train/train_run.h"

#include <memory>

namespace weft {

/// The part of a started rank in what probeRun() measures.
[[nodiscard]] Result<RunSummary>
serveMeasurement(const RankJob& job, const std::shared_ptr<RankGroup>& group, RunControl& control);

} // namespace weft
