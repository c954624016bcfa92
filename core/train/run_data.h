#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/data_source.h"

#include <stop_token>

namespace weft {

/// Opens config.data.source with the configuration's split. Fails as openDataSource() does, and
/// with Unsupported where there is nothing to train on or to validate with.
[[nodiscard]] Result<DataSource> openRunData(const RunConfig& config, std::stop_token stop);

/// Fails with Unsupported where the source has no training or no validation images.
[[nodiscard]] Result<void> checkRunData(const DataSource& data);

} // namespace weft
