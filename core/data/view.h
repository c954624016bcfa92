#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/preprocessing.h"
#include "core/data/transforms.h"

#include <cstddef>

namespace weft {

/// A sample as evaluation shows it, size x size, before normalisation, decoded no further than that
/// needs. Fails as Dataset::part() does.
[[nodiscard]] Result<Image> loadEvaluationView(const Dataset& dataset, std::size_t index,
                                               const Preprocessing& preprocessing);

/// The same as training shows it.
[[nodiscard]] Result<Image> loadTrainingView(const Dataset& dataset, std::size_t index,
                                             const Preprocessing& preprocessing,
                                             const RandomStream& random);

} // namespace weft
