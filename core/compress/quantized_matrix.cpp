#include "core/compress/quantized_matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weft {

namespace {

constexpr float largest = 127;

float scaleOf(std::span<const float> row)
{
    float most = 0;
    for (const float value : row) {
        if (!std::isfinite(value)) {
            return std::numeric_limits<float>::quiet_NaN();
        }
        most = std::max(most, std::abs(value));
    }
    const float scale = most / largest;
    // A scale that is not normal has too few bits to divide by.
    return scale < std::numeric_limits<float>::min() ? 0 : scale;
}

} // namespace

QuantizedMatrix quantizeRows(std::span<const float> values, std::int64_t rows)
{
    QuantizedMatrix matrix;
    matrix.rows = rows;
    matrix.columns = static_cast<std::int64_t>(values.size()) / rows;
    matrix.numbers.resize(values.size());
    const auto width = static_cast<std::size_t>(matrix.columns);
    for (std::size_t first = 0; first < values.size(); first += width) {
        const auto row = values.subspan(first, width);
        const float scale = scaleOf(row);
        matrix.scales.push_back(scale == 0 ? 1 : scale);
        if (!(scale > 0)) {
            continue; // Zeros.
        }
        for (std::size_t i = 0; i < width; ++i) {
            // The division may round up past the largest.
            const float number = std::clamp(std::nearbyint(row[i] / scale), -largest, largest);
            matrix.numbers[first + i] = static_cast<std::int8_t>(number);
        }
    }
    return matrix;
}

std::vector<float> dequantize(const QuantizedMatrix& matrix)
{
    std::vector<float> values;
    values.reserve(matrix.numbers.size());
    const auto width = static_cast<std::size_t>(matrix.columns);
    for (std::size_t i = 0; i < matrix.numbers.size(); ++i) {
        values.push_back(matrix.scales[i / width] * static_cast<float>(matrix.numbers[i]));
    }
    return values;
}

} // namespace weft
