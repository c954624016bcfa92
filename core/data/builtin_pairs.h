#pragma once

#include "core/data/data_source.h"

namespace weft {

/// builtin:pairs: generated pictures of 32x32 pixels, 4,000 to train and 1,000 to validate, the
/// same on every machine. Contract of openDataSource().
///
/// Two small glyphs, each a cross or a ring, stand in opposite corners; the class tells whether
/// they are the same. Pooling counts crosses and rings, and no line through the counts (2, 0), (1,
/// 1) and (0, 2) parts the middle from both ends: two far cells must be related, as a BiLSTM does.
[[nodiscard]] Result<DataSource> openBuiltinPairs(const DataSourceOptions& options);

} // namespace weft
