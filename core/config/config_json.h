#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <string>

namespace weft {

/// {"data": {...}, "model": {...}, "train": {...}}, one member a configuration key. Indented.
[[nodiscard]] std::string toJson(const RunConfig& config);

/// Reads what toJson() writes. Missing members keep base's values; unknown ones are refused, for a
/// misspelt key would otherwise be a silent default.
[[nodiscard]] Result<RunConfig> configFromJson(const std::string& text, const RunConfig& base = {});

} // namespace weft
