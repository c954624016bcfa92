#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/data_source.h"

#include <stop_token>
#include <string>

namespace weft {

/// The source so that it means the same from any working folder: an absolute path, or a built-in
/// set's name as it is.
[[nodiscard]] std::string absoluteSource(const std::string& source);

/// A path so that it means the same from any working folder; empty stays empty.
[[nodiscard]] std::string absolutePath(const std::string& path);

/// Opens config.data.source with the configuration's split. Fails as openDataSource() does, and
/// with Unsupported where there is nothing to train on or to validate with.
[[nodiscard]] Result<DataSource> openRunData(const RunConfig& config, std::stop_token stop);

/// Fails with Unsupported where the source has no training or no validation images.
[[nodiscard]] Result<void> checkRunData(const DataSource& data);

} // namespace weft
