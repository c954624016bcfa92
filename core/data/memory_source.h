#pragma once

#include "core/data/data_source.h"
#include "core/data/memory_dataset.h"

#include <optional>

namespace weft {

/// A source made of images in memory. Classes without any training image are left out with a
/// warning, and so are their validation images; without validation images a seeded share of each
/// class is held back. Fails with Unsupported where fewer than two classes remain.
[[nodiscard]] Result<DataSource> makeMemorySource(const std::string& location, MemoryImages train,
                                                  std::optional<MemoryImages> validation,
                                                  const DataSourceOptions& options);

} // namespace weft
