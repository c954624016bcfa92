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

/// Which of a run's networks, and how it computes. A checkpoint alone is a choice.
struct NetworkChoice
{
    NetworkChoice(CheckpointKind kind = CheckpointKind::Best, bool inInt8 = false)
        : checkpoint(kind)
        , int8(inInt8)
    {
    }

    CheckpointKind checkpoint;
    /// The weights of the BiLSTM and of linear layers are rounded to int8, and on a processor with
    /// VNNI multiplied as such, what they meet rounded as it comes; elsewhere, and for Grad-CAM,
    /// the rounded weights are multiplied in the run's precision. The trunk computes as it does.
    bool int8;
};

struct Evaluation
{
    double loss = 0;
    double top1 = 0;
    double top5 = 0;
    std::vector<std::string> classNames;
    ConfusionMatrix confusion;
    std::vector<Prediction> predictions;
};

/// Runs a network over the run's own validation images, or over all images of another source
/// whose classes have the same names (its validation part where it has a split of its own).
[[nodiscard]] Result<Evaluation> evaluateRun(const std::filesystem::path& run,
                                             const std::optional<std::string>& source = {},
                                             const NetworkChoice& network = {},
                                             std::stop_token stop = {},
                                             const ProgressCallback& report = {});

} // namespace weft
