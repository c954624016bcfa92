#pragma once

#include <bit>
#include <cstdint>

// Functions marked so are compiled for three kinds of processor, and the loader picks: the project
// is built for any x86-64, whose two-lane vectors would make element-wise work dearer than the
// products it goes with. What they call must be WEFT_INLINE.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WEFT_FOR_EACH_PROCESSOR                                                                    \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WEFT_FOR_EACH_PROCESSOR
#endif
#define WEFT_INLINE [[gnu::always_inline]] inline

namespace weft {

/// bfloat16: the upper half of a float.
struct Bf16
{
    std::uint16_t bits;
};

WEFT_INLINE void store(float value, float& place)
{
    place = value;
}

/// To the nearest, ties to even.
WEFT_INLINE void store(float value, Bf16& place)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto nearest = (bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16;
    place.bits = static_cast<std::uint16_t>(value == value ? nearest : 0x7FC0U);
}

} // namespace weft
