#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// A matrix as int8 with a scale a row: a value is its row's scale times its number.
struct QuantizedMatrix
{
    std::int64_t rows = 0, columns = 0;
    std::vector<std::int8_t> numbers; ///< [rows, columns], each in [-127, 127].
    std::vector<float> scales;        ///< [rows].
};

/// Rounds a matrix of rows x columns, row by row: scale = max|w| / 127 in float32, number =
/// round(w / scale), halves to the even one; -128 is left out, so that the range is symmetric. With
/// weights whose rows are a layer's outputs that is symmetric quantisation by the channel (Jacob et
/// al. 2018, "Quantization and training of neural networks for efficient integer-arithmetic-only
/// inference", with a zero point of 0).
///
/// A row of zeros, or of values so small that the scale would be no normal number, has zeros and
/// scale 1. A row that holds what is no finite number has zeros and a scale that is no number, so
/// that nothing is hidden. Rounding what dequantize() gives finds the same numbers.
///
/// rows >= 1 and divides the number of values.
[[nodiscard]] QuantizedMatrix quantizeRows(std::span<const float> values, std::int64_t rows);

/// [rows, columns].
[[nodiscard]] std::vector<float> dequantize(const QuantizedMatrix& matrix);

} // namespace weft
