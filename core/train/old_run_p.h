#pragma once

#include "core/base/result.h"
#include "core/store/checkpoint_p.h"
#include "core/store/run_directory.h"
#include "core/train/run_control.h"
#include "core/train/run_ranks_p.h"
#include "core/train/trainer_p.h"

#include <filesystem>
#include <optional>

namespace weft {

/// What stands before the next step of a run that is carried on.
struct OldRun
{
    TrainingInput input;
    RunStatus status;
    c10::Device device = c10::kCPU;
    std::optional<LoadedCheckpoint> checkpoint; ///< None: the run was killed before its first.
};

/// Reads the run's record, its images and its last checkpoint. Sets this thread's threads. Writes
/// nothing. takeOver: see RankRequest. Fails with InUse, InvalidArgument, Cancelled, or as what it
/// reads does.
[[nodiscard]] Result<OldRun> prepareOldRun(const std::filesystem::path& directory, bool takeOver,
                                           RunControl& control, const RunRanks& ranks);

} // namespace weft
