#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Which samples train and which are held back; each in rising order.
struct Split
{
    std::vector<std::size_t> train;
    std::vector<std::size_t> validation;
};

/// Holds back a share of each class (stratified), chosen by the seed alone. A class of two or more
/// samples has at least one on either side; a single sample trains.
[[nodiscard]] Split stratifiedSplit(std::span<const int> labels, double validationFraction,
                                    std::uint64_t seed);

} // namespace weft
