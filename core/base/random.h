#pragma once

#include <cstdint>
#include <limits>

namespace weft {

/// A stream of random numbers that is a pure function of its key, so that the same image in the
/// same epoch is augmented alike whatever thread loads it and in whatever order.
///
/// The generator is SplitMix64 (Steele, Lea, Flood 2014); the key is mixed by the same finaliser.
/// Satisfies UniformRandomBitGenerator. Cheap to make: one per sample.
class RandomStream
{
public:
    using result_type = std::uint64_t;

    explicit constexpr RandomStream(std::uint64_t seed, std::uint64_t epoch = 0,
                                    std::uint64_t index = 0)
        : m_state(mix(mix(mix(seed) ^ epoch) ^ index))
    {
    }

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

    constexpr result_type operator()()
    {
        m_state += golden;
        return finalise(m_state);
    }

    /// Uniform in [0, 1), 53 bits.
    constexpr double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

    /// Uniform in [low, high).
    constexpr double uniform(double low, double high) { return low + (high - low) * uniform(); }

    /// Uniform in 0 .. bound - 1 (bound >= 1). The bias is below bound / 2^64.
    constexpr std::uint64_t below(std::uint64_t bound)
    {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((static_cast<Wide>((*this)()) * bound) >> 64);
    }

private:
    static constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ULL;

    static constexpr std::uint64_t finalise(std::uint64_t z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    static constexpr std::uint64_t mix(std::uint64_t z) { return finalise(z + golden); }

    std::uint64_t m_state;
};

} // namespace weft
