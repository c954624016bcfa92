#pragma once

#include "core/data/data_source.h"

namespace weft {

/// builtin:pairs: generated pictures of 32x32 pixels, 4,000 to train and 1,000 to validate, the
/// same on every machine. Contract of openDataSource().
///
/// Two small glyphs, each a cross or a ring, stand in opposite corners; the class names both, the
/// upper one first. What two far cells hold must be put in order: the BiLSTM does it over the grid;
/// a trunk whose receptive field spans the picture, as ResNet-20's does, can do it before pooling.
[[nodiscard]] Result<DataSource> openBuiltinPairs(const DataSourceOptions& options);

} // namespace weft
