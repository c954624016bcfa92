#pragma once

#include "app/session/settings.h"

#include "core/config/run_config.h"
#include "core/data/data_source.h"

#include <filesystem>
#include <optional>

namespace weft {

/// Where new runs go.
[[nodiscard]] std::filesystem::path libraryOf(const Settings& settings);

/// The images as the run has to have them: those that are open, or nothing, to have them opened
/// anew, where they were split in another way than the configuration says.
[[nodiscard]] std::optional<DataSource> openedFor(const RunConfig& config, const DataSource& data);

} // namespace weft
