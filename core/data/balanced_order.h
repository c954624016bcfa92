#pragma once

#include "core/data/dataset.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft {

/// The weight of each class's loss such that all classes count alike: n / (K * n_c) for n images,
/// n_c of them of class c, and K classes that have any, as scikit-learn's "balanced" has it; 0 for
/// a class without images.
[[nodiscard]] std::vector<float> balancedWeights(const Dataset& dataset);

/// As many samples as the set has, drawn with replacement: a class of those that have images, all
/// alike likely, then one of its images, as PyTorch's WeightedRandomSampler does with the weights
/// 1 / n_c. A pure function of the labels, the seed and the epoch.
[[nodiscard]] std::vector<std::size_t> balancedOrder(const Dataset& dataset, std::uint64_t seed,
                                                     std::uint64_t epoch);

} // namespace weft
