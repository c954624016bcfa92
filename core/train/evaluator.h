#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/train/events.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

enum class CheckpointKind { Best, Last };

struct Evaluation
{
    double loss = 0;
    double top1 = 0;
    double top5 = 0;
    std::vector<std::string> classNames;
    ConfusionMatrix confusion;
    std::vector<Prediction> predictions;
};

/// Runs a checkpoint over the run's own validation images, or over all images of another source
/// whose classes have the same names (its validation part where it has a split of its own).
[[nodiscard]] Result<Evaluation> evaluateRun(const std::filesystem::path& run,
                                             const std::optional<std::string>& source = {},
                                             CheckpointKind checkpoint = CheckpointKind::Best,
                                             std::stop_token stop = {},
                                             const ProgressCallback& report = {});

} // namespace weft
