#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/data_source.h"
#include "core/store/run_directory.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace weft {

/// All that Inspect shows of a run, read once.
struct InspectedRun
{
    std::filesystem::path path;
    RunRecord record;
    RunLabel label;
    int epoch = 0; ///< The best one so far; 0: none was finished, so there are no predictions.
    std::vector<Prediction> predictions; ///< Of that epoch, in the validation set's order.
    std::vector<WatchedEvent> watched;
    std::shared_ptr<const DataSource> data; ///< Null where dataError says why.
    std::optional<Error> dataError;
};

/// Reads a run and opens the data set it was trained on. known, if it is the same data set, is used
/// in place of opening it again. A data set that is gone, or that is not any more what the run saw,
/// is no failure of the whole: see dataError. Blocks.
[[nodiscard]] Result<InspectedRun> readInspectedRun(const std::filesystem::path& run,
                                                    std::shared_ptr<const DataSource> known,
                                                    const std::stop_token& stop,
                                                    const ProgressCallback& report);

} // namespace weft
