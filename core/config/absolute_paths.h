#pragma once

#include "core/config/run_config.h"

#include <string>

namespace weft {

/// A path so that it means the same from any working folder; empty stays empty.
[[nodiscard]] std::string absolutePath(const std::string& path);

/// The same of a source, where a built-in set's name stays as it is.
[[nodiscard]] std::string absoluteSource(const std::string& source);

/// The configuration with images, first weights and teacher so.
[[nodiscard]] RunConfig withAbsolutePaths(RunConfig config);

} // namespace weft
