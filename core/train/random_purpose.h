#pragma once

#include "core/base/random.h"

#include <cstdint>

namespace weft {

/// Streams of random numbers of a run, of which no two are the same. The loader's own have keys of
/// the form (seed, epoch, sample), as these have (seed, purpose, step): in the first epochs they
/// can coincide, where the same numbers decide on a crop and on something else.
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
