#pragma once

#include "core/data/data_source.h"

namespace weft {

/// builtin:digits: the 1,797 handwritten digits of 8x8 pixels that Weft ships. Contract of
/// openDataSource().
[[nodiscard]] Result<DataSource> openBuiltinDigits(const DataSourceOptions& options);

} // namespace weft
