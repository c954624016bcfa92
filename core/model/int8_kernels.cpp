#include "core/model/int8_kernels.h"

#include "core/base/vector_code.h"

#include <bit>
#include <limits>

namespace weft {

namespace {

constexpr float leastRange = 1e-30F;
constexpr std::int32_t infinity = 0x7F800000; // As a float's bits.

/// A float's bits as a number that is ordered as the floats are, and back. Looking for the least
/// and the largest becomes vector code for whole numbers only.
WEFT_INLINE std::int32_t ordered(std::int32_t bits)
{
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
}

/// To the nearest, ties to even, for values within 2^22 of zero: adding it drops the fraction.
WEFT_INLINE float nearest(float value)
{
    constexpr float rounder = 12582912.0F; // 1.5 * 2^23.
    return (value + rounder) - rounder;
}

/// Zero where it is no number.
WEFT_INLINE std::int32_t cut(float number)
{
    return static_cast<std::int32_t>(number > 0 ? number < 255 ? number : 255.0F : 0.0F);
}

WEFT_INLINE float valueOf(const RowSums& row, std::int64_t j)
{
    const auto sum = row.sums[j] - row.row.zero * row.weightSums[j];
    return row.row.scale * row.scales[j] * static_cast<float>(sum);
}

} // namespace

WEFT_FOR_EACH_PROCESSOR RowScale quantizeRow(const float* __restrict values, std::int64_t count,
                                             std::uint8_t* __restrict numbers)
{
    std::int32_t least = 0;
    std::int32_t most = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto place = ordered(std::bit_cast<std::int32_t>(values[i]));
        least = place < least ? place : least;
        most = place > most ? place : most;
    }
    const bool finite = most < infinity && least > ordered(infinity | INT32_MIN);
    const float low = std::bit_cast<float>(ordered(least));
    const float range = std::bit_cast<float>(most) - low;
    const float scale = range < leastRange ? 0 : range / 255;
    const float inverse = scale > 0 ? 1 / scale : 0;
    const float zero = nearest(-low * inverse);
    for (std::int64_t i = 0; i < count; ++i) {
        numbers[i] = static_cast<std::uint8_t>(cut(nearest(values[i] * inverse) + zero));
    }
    return {finite ? scale : std::numeric_limits<float>::quiet_NaN(), cut(zero)};
}

WEFT_FOR_EACH_PROCESSOR void dequantizeSums(const RowSums& row, float* __restrict target)
{
    for (std::int64_t j = 0; j < row.outputs; ++j) {
        target[j] = valueOf(row, j);
    }
}

WEFT_FOR_EACH_PROCESSOR void addDequantizedSums(const RowSums& row, float* __restrict target)
{
    for (std::int64_t j = 0; j < row.outputs; ++j) {
        target[j] += valueOf(row, j);
    }
}

} // namespace weft
