#pragma once

#include "core/base/vector_code.h"

#include <cstdint>

namespace weft {

/// Some pixels of one image, small enough to stay in a core's cache while they are read twice.
/// Channels stand in groups of values that follow each other. Where groupStride is a group's size,
/// all channels of a pixel follow each other; else all pixels of a group do.
struct NormTile
{
    std::int64_t pixels = 0;
    std::int64_t groups = 0;
    std::int64_t lanes = 16;      ///< Channels of a group: 16, or 8, of floats only.
    std::int64_t pixelStride = 0; ///< In values.
    std::int64_t groupStride = 0;

    [[nodiscard]] std::int64_t channels() const { return groups * lanes; }
};

// What a batch norm (Ioffe and Szegedy 2015) in training does to a tile; C channels. Real is float
// or Bf16, and everything is computed in float. Pointers to values are to the tile's first.

/// Each channel's mean, [C], and its sum of squared deviations from it, [C].
void tileMoments(const NormTile& tile, const float* values, float* mean, float* squares);
void tileMoments(const NormTile& tile, const Bf16* values, float* mean, float* squares);

/// How values become the output: value * scale + shift (+ residual), then ReLU where relu is set.
template <typename Real>
struct NormOutput
{
    const Real* values = nullptr;
    const float* scale = nullptr;   ///< [C].
    const float* shift = nullptr;   ///< [C].
    const Real* residual = nullptr; ///< Null where there is none.
    bool relu = false;
    Real* output = nullptr;
};
void tileNormalize(const NormTile& tile, const NormOutput<float>& work);
void tileNormalize(const NormTile& tile, const NormOutput<Bf16>& work);

/// The gradient of the sum ahead of the ReLU, g, and what the norm's gradients need of it.
template <typename Real>
struct NormSums
{
    const Real* gradient = nullptr; ///< Of the output.
    const Real* output = nullptr;   ///< Where it is not above 0, g is 0; null without ReLU.
    const Real* values = nullptr;   ///< As the norm read them.
    const float* mean = nullptr;    ///< [C].
    float* sum = nullptr;           ///< [C], of g.
    float* product = nullptr;       ///< [C], of g * (value - mean).
    Real* masked = nullptr;         ///< g itself, for the residual; null where nobody asks.
};
void tileSums(const NormTile& tile, const NormSums<float>& work);
void tileSums(const NormTile& tile, const NormSums<Bf16>& work);

/// The gradient of the values, ofGradient * g + ofValue * value + constant by channel.
template <typename Real>
struct NormGradient
{
    const Real* gradient = nullptr; ///< As in NormSums.
    const Real* output = nullptr;
    const Real* values = nullptr;
    const float* ofGradient = nullptr; ///< [C].
    const float* ofValue = nullptr;    ///< [C].
    const float* constant = nullptr;   ///< [C].
    Real* target = nullptr;
};
void tileGradient(const NormTile& tile, const NormGradient<float>& work);
void tileGradient(const NormTile& tile, const NormGradient<Bf16>& work);

} // namespace weft
