#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/data_source.h"
#include "core/store/run_directory.h"

#include <memory>
#include <stop_token>

namespace weft {

/// The data set that a run was trained on: known, where that is the same one, else opened anew.
/// Fails as openDataSource() does, and with NotFound where the images are not those any more that
/// the run saw. Blocks.
[[nodiscard]] Result<std::shared_ptr<const DataSource>>
openRunData(const RunRecord& record, std::shared_ptr<const DataSource> known,
            const std::stop_token& stop, const ProgressCallback& report);

} // namespace weft
