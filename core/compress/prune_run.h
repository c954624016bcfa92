#pragma once

#include "core/base/progress.h"
#include "core/compress/pruning.h"
#include "core/train/train_run.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weft {

struct PruneRequest
{
    std::filesystem::path run; ///< The parent, finished or stopped.
    CheckpointKind checkpoint = CheckpointKind::Best;
    PruneOptions options;
    int epochs = 3;           ///< Of fine-tuning; 0: the pruned network is measured and kept.
    std::optional<double> lr; ///< Rate that fine-tuning begins with; else a tenth of the parent's.
    /// Keys and values of the configuration that fine-tuning has otherwise than
    /// fineTuningConfig(): those of train, of what varies the images and of dropout.
    std::vector<std::pair<std::string, std::string>> settings;
    double timingSeconds = 2; ///< For timing both networks, at least five rounds; 0: they are not.
    std::filesystem::path library;  ///< Folder of the new run directory; empty: the parent's.
    std::string name;               ///< Of the new run; empty: made from the parent's and a number.
    std::optional<DataSource> data; ///< Already opened; else the parent's source is opened.
};

/// How a pruned network is fine-tuned: as its parent was trained, but along one cosine from the
/// rate to its end, without warm-up, patience and teacher, and with nothing frozen, since every
/// weight has to get used to what is gone. Fails with InvalidArgument where a setting is not to be
/// changed or wrong.
[[nodiscard]] Result<RunConfig> fineTuningConfig(const RunConfig& parent,
                                                 const std::vector<int>& widths,
                                                 const PruneRequest& request);

/// Prunes a run into one of its own, whose record names its parent, and trains it as trainRun()
/// does. It begins with the whole network's weights in its checkpoints, Best being the pruned
/// network before its first step, so that a stop or a kill leaves a run that resumeRun() carries
/// on. The accuracies before and after the cut, and the times of both networks, are in the record
/// by the time onDirectory is told.
/// measuring counts the validation images twice, for the parent and for what is left of it.
///
/// Fails as PrunableNetwork and trainRun() do, with InUse where the parent is being trained, and
/// with InvalidArgument where its images have changed since.
[[nodiscard]] Result<RunSummary>
pruneRun(const PruneRequest& request, EventSink& sink, RunControl& control,
         const std::function<void(const std::filesystem::path&)>& onDirectory = {},
         const ProgressCallback& measuring = {});

} // namespace weft
