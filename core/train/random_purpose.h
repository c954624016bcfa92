#pragma once

#include "core/base/random.h"

#include <cstdint>

namespace weft {

/// Streams of random numbers of a run that have nothing to do with each other, nor with the
/// loader's, whose key is the seed itself.
enum class RandomPurpose : std::uint64_t { Weights = 1, Dropout = 2, Mixing = 3 };

/// The stream of a purpose at a step.
[[nodiscard]] inline RandomStream streamFor(std::uint64_t seed, RandomPurpose purpose,
                                            std::int64_t step)
{
    return RandomStream(seed, static_cast<std::uint64_t>(purpose),
                        static_cast<std::uint64_t>(step));
}

/// A key for generators that want a number.
[[nodiscard]] inline std::uint64_t keyFor(std::uint64_t seed, RandomPurpose purpose,
                                          std::int64_t step)
{
    return streamFor(seed, purpose, step)();
}

} // namespace weft
