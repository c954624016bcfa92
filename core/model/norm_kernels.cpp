#include "core/model/norm_kernels.h"

#include <cstring>
#include <type_traits>

namespace weft {

namespace {

// GCC's vectors: a group of 16 channels is one AVX-512 register, or two or four smaller ones. They
// go by reference, because passing them by value depends on the processor's kind.
using Lanes8 = float __attribute__((vector_size(32)));
using Lanes16 = float __attribute__((vector_size(64)));
template <int lanes>
using Lanes = std::conditional_t<lanes == 8, Lanes8, Lanes16>;
using Bits = std::uint32_t __attribute__((vector_size(64)));
using Halves = std::uint16_t __attribute__((vector_size(32)));

template <typename Vector>
WEFT_INLINE void load(const float* place, Vector& lanes)
{
    std::memcpy(&lanes, place, sizeof lanes);
}

WEFT_INLINE void load(const Bf16* place, Lanes16& lanes)
{
    Halves halves;
    std::memcpy(&halves, place, sizeof halves);
    lanes = reinterpret_cast<Lanes16>(__builtin_convertvector(halves, Bits) << 16);
}

template <typename Vector>
WEFT_INLINE void store(const Vector& lanes, float* place)
{
    std::memcpy(place, &lanes, sizeof lanes);
}

/// As store() of one value.
WEFT_INLINE void store(const Lanes16& lanes, Bf16* place)
{
    const auto bits = reinterpret_cast<Bits>(lanes);
    const Bits nearest = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
    const Bits quietNan = (bits & 0U) + 0x7FC0U;
    const auto halves = __builtin_convertvector(lanes == lanes ? nearest : quietNan, Halves);
    std::memcpy(place, &halves, sizeof halves);
}

/// Calls work(first channel of a group, the group's place) in the order in which they lie.
template <int lanes, typename Work>
WEFT_INLINE void forEachGroup(const NormTile& tile, const Work& work)
{
    if (tile.groupStride == lanes) {
        for (std::int64_t pixel = 0; pixel < tile.pixels; ++pixel) {
            for (std::int64_t group = 0; group < tile.groups; ++group) {
                work(group * lanes, pixel * tile.pixelStride + group * lanes);
            }
        }
        return;
    }
    for (std::int64_t group = 0; group < tile.groups; ++group) {
        for (std::int64_t pixel = 0; pixel < tile.pixels; ++pixel) {
            work(group * lanes, group * tile.groupStride + pixel * lanes);
        }
    }
}

#define WEFT_LANES [&](std::int64_t channel, std::int64_t place) __attribute__((always_inline))
#define WEFT_SUMS                                                                                  \
    [&](std::int64_t channel, std::int64_t place, Lanes<lanes> * sums)                             \
        __attribute__((always_inline))

/// Some groups' sums over the pixels, in registers: in memory, each pixel would wait for the one
/// before it.
template <int lanes, int groups, int count, typename Add>
WEFT_INLINE void addUpGroups(const NormTile& tile, std::int64_t first,
                             float* const (&totals)[count], const Add& add)
{
    Lanes<lanes> sums[groups][count] = {};
    for (std::int64_t pixel = 0; pixel < tile.pixels; ++pixel) {
#pragma GCC unroll 8
        for (std::int64_t i = 0; i < groups; ++i) {
            add((first + i) * lanes, (first + i) * tile.groupStride + pixel * tile.pixelStride,
                sums[i]);
        }
    }
    for (std::int64_t i = 0; i < groups; ++i) {
        for (int j = 0; j < count; ++j) {
            store(sums[i][j], totals[j] + (first + i) * lanes);
        }
    }
}

/// From a group on, as many together as there are, which reads whole cache lines of each pixel.
template <int lanes, int together, int count, typename Add>
WEFT_INLINE void addUpFrom(const NormTile& tile, std::int64_t group, float* const (&totals)[count],
                           const Add& add)
{
    for (; group + together <= tile.groups; group += together) {
        addUpGroups<lanes, together>(tile, group, totals, add);
    }
    if constexpr (together > 1) {
        addUpFrom<lanes, together / 2>(tile, group, totals, add);
    }
}

/// Sums over the tile's pixels, [C] each. add(first channel of a group, the group's place, sums)
/// adds the group's share of each; the pixels come in their order.
template <int lanes, int count, typename Add>
WEFT_INLINE void addUp(const NormTile& tile, float* const (&totals)[count], const Add& add)
{
    if (tile.groupStride == lanes) {
        addUpFrom<lanes, 8>(tile, 0, totals, add);
    } else {
        addUpFrom<lanes, 1>(tile, 0, totals, add);
    }
}

template <int lanes, typename Real>
WEFT_INLINE void moments(const NormTile& tile, const Real* values, float* mean, float* squares)
{
    addUp<lanes, 1>(
        tile, {mean}, WEFT_SUMS {
            Lanes<lanes> value;
            load(values + place, value);
            sums[0] += value;
            (void)channel;
        });
    const float share = 1.0F / static_cast<float>(tile.pixels);
    for (std::int64_t channel = 0; channel < tile.channels(); ++channel) {
        mean[channel] *= share;
    }
    // Deviations, and no difference of two large sums, which would cancel.
    addUp<lanes, 1>(
        tile, {squares}, WEFT_SUMS {
            Lanes<lanes> value, middle;
            load(values + place, value);
            load(mean + channel, middle);
            value -= middle;
            sums[0] += value * value;
        });
}

template <int lanes, bool withResidual, bool relu, typename Real>
WEFT_INLINE void normalizeAs(const NormTile& tile, const NormOutput<Real>& work)
{
    forEachGroup<lanes>(
        tile, WEFT_LANES {
            Lanes<lanes> value, scale, shift;
            load(work.values + place, value);
            load(work.scale + channel, scale);
            load(work.shift + channel, shift);
            value = value * scale + shift;
            if constexpr (withResidual) {
                Lanes<lanes> residual;
                load(work.residual + place, residual);
                value += residual;
            }
            if constexpr (relu) {
                value = value < 0.0F ? Lanes<lanes>{} : value; // NaN stays what it is.
            }
            store(value, work.output + place);
        });
}

template <int lanes, typename Real>
WEFT_INLINE void normalize(const NormTile& tile, const NormOutput<Real>& work)
{
    if (work.residual) {
        work.relu ? normalizeAs<lanes, true, true>(tile, work)
                  : normalizeAs<lanes, true, false>(tile, work);
    } else {
        work.relu ? normalizeAs<lanes, false, true>(tile, work)
                  : normalizeAs<lanes, false, false>(tile, work);
    }
}

/// The gradient ahead of the ReLU.
template <bool relu, typename Real, typename Vector>
WEFT_INLINE void loadMasked(const Real* gradient, const Real* output, std::int64_t place,
                            Vector& masked)
{
    load(gradient + place, masked);
    if constexpr (relu) {
        Vector above;
        load(output + place, above);
        masked = above > 0.0F ? masked : Vector{};
    }
}

template <int lanes, bool relu, bool keep, typename Real>
WEFT_INLINE void sumsAs(const NormTile& tile, const NormSums<Real>& work)
{
    addUp<lanes, 2>(
        tile, {work.sum, work.product}, WEFT_SUMS {
            Lanes<lanes> masked, value, mean;
            loadMasked<relu>(work.gradient, work.output, place, masked);
            if constexpr (keep) {
                store(masked, work.masked + place);
            }
            sums[0] += masked;
            load(work.values + place, value);
            load(work.mean + channel, mean);
            sums[1] += masked * (value - mean);
        });
}

template <int lanes, typename Real>
WEFT_INLINE void sums(const NormTile& tile, const NormSums<Real>& work)
{
    if (work.output) {
        work.masked ? sumsAs<lanes, true, true>(tile, work)
                    : sumsAs<lanes, true, false>(tile, work);
    } else {
        work.masked ? sumsAs<lanes, false, true>(tile, work)
                    : sumsAs<lanes, false, false>(tile, work);
    }
}

template <int lanes, bool relu, typename Real>
WEFT_INLINE void gradientAs(const NormTile& tile, const NormGradient<Real>& work)
{
    forEachGroup<lanes>(
        tile, WEFT_LANES {
            Lanes<lanes> masked, value, ofGradient, ofValue, constant;
            loadMasked<relu>(work.gradient, work.output, place, masked);
            load(work.values + place, value);
            load(work.ofGradient + channel, ofGradient);
            load(work.ofValue + channel, ofValue);
            load(work.constant + channel, constant);
            store(masked * ofGradient + value * ofValue + constant, work.target + place);
        });
}

template <int lanes, typename Real>
WEFT_INLINE void gradient(const NormTile& tile, const NormGradient<Real>& work)
{
    work.output ? gradientAs<lanes, true>(tile, work) : gradientAs<lanes, false>(tile, work);
}

} // namespace

WEFT_FOR_EACH_PROCESSOR void tileMoments(const NormTile& tile, const float* values, float* mean,
                                         float* squares)
{
    tile.lanes == 8 ? moments<8>(tile, values, mean, squares)
                    : moments<16>(tile, values, mean, squares);
}

WEFT_FOR_EACH_PROCESSOR void tileMoments(const NormTile& tile, const Bf16* values, float* mean,
                                         float* squares)
{
    moments<16>(tile, values, mean, squares);
}

WEFT_FOR_EACH_PROCESSOR void tileNormalize(const NormTile& tile, const NormOutput<float>& work)
{
    tile.lanes == 8 ? normalize<8>(tile, work) : normalize<16>(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileNormalize(const NormTile& tile, const NormOutput<Bf16>& work)
{
    normalize<16>(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileSums(const NormTile& tile, const NormSums<float>& work)
{
    tile.lanes == 8 ? sums<8>(tile, work) : sums<16>(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileSums(const NormTile& tile, const NormSums<Bf16>& work)
{
    sums<16>(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileGradient(const NormTile& tile, const NormGradient<float>& work)
{
    tile.lanes == 8 ? gradient<8>(tile, work) : gradient<16>(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileGradient(const NormTile& tile, const NormGradient<Bf16>& work)
{
    gradient<16>(tile, work);
}

} // namespace weft
