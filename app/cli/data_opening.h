#pragma once

#include "core/config/run_config.h"
#include "core/data/data_source.h"

namespace weft::cli {

/// Opens the configuration's source with a progress bar; Ctrl+C makes it fail with Cancelled.
[[nodiscard]] Result<DataSource> openData(const RunConfig& config, bool json);

} // namespace weft::cli
