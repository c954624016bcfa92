#pragma once

#include "core/data/data_source.h"

namespace weft {

/// builtin:pairs: generated pictures of 32x32 pixels, 4,000 to train and 1,000 to validate, the
/// same on every machine. Contract of openDataSource().
///
/// Two small glyphs, each a cross or a ring, stand in opposite corners; the class tells which comes
/// first in reading order and which second. Pooling all cells tells how many of each there are, but
/// not their order: far cells must be related, which is what the BiLSTM is for.
[[nodiscard]] Result<DataSource> openBuiltinPairs(const DataSourceOptions& options);

} // namespace weft
