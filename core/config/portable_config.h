#pragma once

#include "core/config/run_config.h"

namespace weft {

/// The configuration as it goes to others: without the paths of this machine. A built-in set's name
/// stays.
[[nodiscard]] RunConfig withoutPaths(RunConfig config);

} // namespace weft
