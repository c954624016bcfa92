#pragma once

#include "core/base/result.h"
#include "core/store/run_directory.h"
#include "core/train/evaluator.h"

#include <filesystem>
#include <optional>

namespace weft {

/// What a run has recorded of one of its checkpoints.
struct CheckpointFacts
{
    RunRecord record;
    RunLabel label;
    int epoch = 0;
    std::optional<double> accuracy; ///< On the validation images, 0..1; empty where not recorded.
};

/// Reads small files, for the last checkpoint the event log as well: blocks. Fails as
/// RunDirectory::open() does. Of a run that is under way the last epoch that is done.
[[nodiscard]] Result<CheckpointFacts> readCheckpointFacts(const std::filesystem::path& run,
                                                          CheckpointKind checkpoint);

/// Validation accuracy of an epoch; empty where the run has not recorded it or cannot be read.
[[nodiscard]] std::optional<double> recordedAccuracy(const std::filesystem::path& run, int epoch);

} // namespace weft
