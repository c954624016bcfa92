#pragma once

#include <cstdint>

namespace weft {

/// How a row's uint8 numbers are meant: value = scale * (number - zero).
struct RowScale
{
    float scale = 0;
    std::int32_t zero = 0; ///< In 0..255: zero itself is always exact.
};

/// Rounds a row to uint8 over the range of its values and 0, halves to the even number, as
/// torch.quantization's dynamic layers round what they read (here by the row, there by the whole
/// tensor): scale = (high - low) / 255, zero = round(-low / scale),
/// number = round(value / scale) + zero, cut to 0..255; both quotients are products with 1 / scale.
/// A range below 1e-30 counts as zeros. Where a value is no finite number, scale is none either.
RowScale quantizeRow(const float* values, std::int64_t count, std::uint8_t* numbers);

/// What makes floats of a row of a product's sums, one for each output.
struct RowSums
{
    std::int64_t outputs = 0;
    const std::int32_t* sums = nullptr; ///< Of uint8 numbers times the output's int8 weights.
    RowScale row;
    const float* scales = nullptr;            ///< Of the outputs' weights.
    const std::int32_t* weightSums = nullptr; ///< Of the outputs' int8 weights.
};

/// target[j] = row.scale * scales[j] * (sums[j] - row.zero * weightSums[j]).
void dequantizeSums(const RowSums& row, float* target);

/// The same, added to what is there.
void addDequantizedSums(const RowSums& row, float* target);

} // namespace weft
