#include "core/model/norm_kernels.h"

#include <cstring>

namespace weft {

namespace {

// GCC's vectors: a group of channels is one AVX-512 register, or two or four smaller ones. They go
// by reference, because passing them by value depends on the processor's kind.
using Lanes = float __attribute__((vector_size(64)));
using Bits = std::uint32_t __attribute__((vector_size(64)));
using Halves = std::uint16_t __attribute__((vector_size(32)));

WEFT_INLINE void load(const float* place, Lanes& lanes)
{
    std::memcpy(&lanes, place, sizeof lanes);
}

WEFT_INLINE void load(const Bf16* place, Lanes& lanes)
{
    Halves halves;
    std::memcpy(&halves, place, sizeof halves);
    lanes = reinterpret_cast<Lanes>(__builtin_convertvector(halves, Bits) << 16);
}

WEFT_INLINE void store(const Lanes& lanes, float* place)
{
    std::memcpy(place, &lanes, sizeof lanes);
}

/// As store() of one value.
WEFT_INLINE void store(const Lanes& lanes, Bf16* place)
{
    const auto bits = reinterpret_cast<Bits>(lanes);
    const Bits nearest = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
    const Bits quietNan = (bits & 0U) + 0x7FC0U;
    const auto halves = __builtin_convertvector(lanes == lanes ? nearest : quietNan, Halves);
    std::memcpy(place, &halves, sizeof halves);
}

/// Calls work(first channel of a group, the group's place) in the order in which they lie.
template <typename Work>
WEFT_INLINE void forEachGroup(const NormTile& tile, const Work& work)
{
    constexpr auto lanes = NormTile::lanes;
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

template <typename Real>
WEFT_INLINE void moments(const NormTile& tile, const Real* values, float* mean, float* squares)
{
    std::memset(mean, 0, static_cast<std::size_t>(tile.channels()) * sizeof *mean);
    std::memset(squares, 0, static_cast<std::size_t>(tile.channels()) * sizeof *squares);
    forEachGroup(
        tile, WEFT_LANES {
            Lanes value, sum;
            load(values + place, value);
            load(mean + channel, sum);
            store(sum + value, mean + channel);
        });
    const float share = 1.0F / static_cast<float>(tile.pixels);
    for (std::int64_t channel = 0; channel < tile.channels(); ++channel) {
        mean[channel] *= share;
    }
    // Deviations, and no difference of two large sums, which would cancel.
    forEachGroup(
        tile, WEFT_LANES {
            Lanes value, middle, sum;
            load(values + place, value);
            load(mean + channel, middle);
            load(squares + channel, sum);
            value -= middle;
            store(sum + value * value, squares + channel);
        });
}

template <bool withResidual, bool relu, typename Real>
WEFT_INLINE void normalizeAs(const NormTile& tile, const NormOutput<Real>& work)
{
    forEachGroup(
        tile, WEFT_LANES {
            Lanes value, scale, shift;
            load(work.values + place, value);
            load(work.scale + channel, scale);
            load(work.shift + channel, shift);
            value = value * scale + shift;
            if constexpr (withResidual) {
                Lanes residual;
                load(work.residual + place, residual);
                value += residual;
            }
            if constexpr (relu) {
                value = value < 0.0F ? Lanes{} : value; // NaN stays what it is.
            }
            store(value, work.output + place);
        });
}

template <typename Real>
WEFT_INLINE void normalize(const NormTile& tile, const NormOutput<Real>& work)
{
    if (work.residual) {
        work.relu ? normalizeAs<true, true>(tile, work) : normalizeAs<true, false>(tile, work);
    } else {
        work.relu ? normalizeAs<false, true>(tile, work) : normalizeAs<false, false>(tile, work);
    }
}

/// The gradient ahead of the ReLU.
template <bool relu, typename Real>
WEFT_INLINE void loadMasked(const Real* gradient, const Real* output, std::int64_t place,
                            Lanes& masked)
{
    load(gradient + place, masked);
    if constexpr (relu) {
        Lanes above;
        load(output + place, above);
        masked = above > 0.0F ? masked : Lanes{};
    }
}

template <bool relu, bool keep, typename Real>
WEFT_INLINE void sumsAs(const NormTile& tile, const NormSums<Real>& work)
{
    forEachGroup(
        tile, WEFT_LANES {
            Lanes masked, value, mean, sum;
            loadMasked<relu>(work.gradient, work.output, place, masked);
            if constexpr (keep) {
                store(masked, work.masked + place);
            }
            load(work.sum + channel, sum);
            store(sum + masked, work.sum + channel);
            load(work.values + place, value);
            load(work.mean + channel, mean);
            load(work.product + channel, sum);
            store(sum + masked * (value - mean), work.product + channel);
        });
}

template <typename Real>
WEFT_INLINE void sums(const NormTile& tile, const NormSums<Real>& work)
{
    std::memset(work.sum, 0, static_cast<std::size_t>(tile.channels()) * sizeof *work.sum);
    std::memset(work.product, 0, static_cast<std::size_t>(tile.channels()) * sizeof *work.product);
    if (work.output) {
        work.masked ? sumsAs<true, true>(tile, work) : sumsAs<true, false>(tile, work);
    } else {
        work.masked ? sumsAs<false, true>(tile, work) : sumsAs<false, false>(tile, work);
    }
}

template <bool relu, typename Real>
WEFT_INLINE void gradientAs(const NormTile& tile, const NormGradient<Real>& work)
{
    forEachGroup(
        tile, WEFT_LANES {
            Lanes masked, value, ofGradient, ofValue, constant;
            loadMasked<relu>(work.gradient, work.output, place, masked);
            load(work.values + place, value);
            load(work.ofGradient + channel, ofGradient);
            load(work.ofValue + channel, ofValue);
            load(work.constant + channel, constant);
            store(masked * ofGradient + value * ofValue + constant, work.target + place);
        });
}

template <typename Real>
WEFT_INLINE void gradient(const NormTile& tile, const NormGradient<Real>& work)
{
    work.output ? gradientAs<true>(tile, work) : gradientAs<false>(tile, work);
}

} // namespace

WEFT_FOR_EACH_PROCESSOR void tileMoments(const NormTile& tile, const float* values, float* mean,
                                         float* squares)
{
    moments(tile, values, mean, squares);
}

WEFT_FOR_EACH_PROCESSOR void tileMoments(const NormTile& tile, const Bf16* values, float* mean,
                                         float* squares)
{
    moments(tile, values, mean, squares);
}

WEFT_FOR_EACH_PROCESSOR void tileNormalize(const NormTile& tile, const NormOutput<float>& work)
{
    normalize(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileNormalize(const NormTile& tile, const NormOutput<Bf16>& work)
{
    normalize(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileSums(const NormTile& tile, const NormSums<float>& work)
{
    sums(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileSums(const NormTile& tile, const NormSums<Bf16>& work)
{
    sums(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileGradient(const NormTile& tile, const NormGradient<float>& work)
{
    gradient(tile, work);
}

WEFT_FOR_EACH_PROCESSOR void tileGradient(const NormTile& tile, const NormGradient<Bf16>& work)
{
    gradient(tile, work);
}

} // namespace weft
