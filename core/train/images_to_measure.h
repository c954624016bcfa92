#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/store/run_directory.h"

#include <optional>
#include <stop_token>
#include <string>

namespace weft {

/// The run's own validation images, or, of another source whose classes have the same names, its
/// validation images where it has a split of its own, else all of them. Labels are the run's. Fails
/// as openDataSource() does, with InvalidArgument where the run's own images are not those that it
/// was trained on any more, and where the classes differ.
[[nodiscard]] Result<DatasetPtr> imagesToMeasure(const RunRecord& record,
                                                 const std::optional<std::string>& source,
                                                 std::stop_token stop);

} // namespace weft
