#pragma once

#include "core/data/image.h"

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// For each place along a side of a drawn picture: which pixels of the source it is made of, and
/// how much of each. A place without weight is black.
struct Taps
{
    int reach = 1;                   ///< Pixels a place.
    std::vector<std::int32_t> first; ///< A place's first pixel.
    std::vector<float> weights;      ///< reach a place; they add up to 1, or to 0.
};

/// The taps that draw [begin, begin + length) of a source's side in count places. Shrinking
/// averages over the area that a place covers, as cv::INTER_AREA does, which keeps fine texture
/// from aliasing; enlarging interpolates between two pixels, as cv::INTER_LINEAR does. The part
/// lies within the source's side pixels, and nothing outside it is looked at.
[[nodiscard]] Taps makeTaps(double begin, double length, int side, int count);

/// The places moved so that place i shows what stood at i + shift, with black from outside, and
/// then in the opposite order where mirrored.
[[nodiscard]] Taps movedTaps(const Taps& taps, int shift, bool mirrored);

/// Draws the source into RGB of columns x rows places, rounded to 8 bits. out has 3 bytes a place.
void resample(const Image& source, const Taps& columns, const Taps& rows,
              std::span<std::uint8_t> out);

/// out[i] = bytes[i] * scales[j] + offsets[j], where j counts on with i and begins anew after each
/// scales.size() values. Equal sizes; bytes' is a multiple of scales'.
void scaleBytes(std::span<const std::uint8_t> bytes, std::span<const float> scales,
                std::span<const float> offsets, std::span<float> out);

} // namespace weft
