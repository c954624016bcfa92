#include "core/data/augmentation.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

// The formulas are those of torchvision's functional transforms on tensors of bytes (0.14), whose
// conversions to bytes cut off what is behind the point.

namespace weft {

namespace {

using Table = std::array<std::uint8_t, 256>;

std::uint8_t toByte(float value)
{
    return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
}

/// Mixes a value with another at a ratio, which may lie beyond 0..1.
std::uint8_t blended(std::uint8_t value, float other, double ratio)
{
    return toByte(static_cast<float>(ratio) * static_cast<float>(value) +
                  static_cast<float>(1 - ratio) * other);
}

/// Pixel (x, y) of the result shows the nearest one to m * (x, y, 1); black from outside.
Image moved(const Image& view, const cv::Matx23d& inverse)
{
    Image result{view.width, view.height, std::vector<std::uint8_t>(view.rgb.size())};
    const cv::Mat from(view.height, view.width, CV_8UC3,
                       const_cast<std::uint8_t*>(view.rgb.data()));
    cv::Mat to(view.height, view.width, CV_8UC3, result.rgb.data());
    cv::warpAffine(from, to, inverse, to.size(), cv::INTER_NEAREST | cv::WARP_INVERSE_MAP,
                   cv::BORDER_CONSTANT, cv::Scalar());
    return result;
}

/// The linear part maps offsets from (x, y), in pixel edges' coordinates: pixel 0 has its centre at
/// 0.5.
cv::Matx23d around(double x, double y, double a, double b, double c, double d)
{
    const double cx = x - 0.5;
    const double cy = y - 0.5;
    return {a, b, cx - a * cx - b * cy, c, d, cy - c * cx - d * cy};
}

Image rotated(const Image& view, double degrees)
{
    const double angle = degrees * std::numbers::pi / 180;
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    // Against the clock, with y downwards; the matrix leads back.
    return moved(view, around(view.width / 2.0, view.height / 2.0, cosine, -sine, sine, cosine));
}

float grey(const std::uint8_t* pixel)
{
    return std::floor(0.2989F * static_cast<float>(pixel[0]) +
                      0.587F * static_cast<float>(pixel[1]) +
                      0.114F * static_cast<float>(pixel[2]));
}

Image saturated(const Image& view, double ratio)
{
    Image result = view;
    for (std::size_t i = 0; i < view.rgb.size(); i += 3) {
        const float level = grey(&view.rgb[i]);
        for (std::size_t channel = i; channel < i + 3; ++channel) {
            result.rgb[channel] = blended(view.rgb[channel], level, ratio);
        }
    }
    return result;
}

/// Every value blended with the same one.
Image blendedWith(const Image& view, float other, double ratio)
{
    Image result = view;
    for (auto& value : result.rgb) {
        value = blended(value, other, ratio);
    }
    return result;
}

float meanGrey(const Image& view)
{
    double sum = 0;
    for (std::size_t i = 0; i < view.rgb.size(); i += 3) {
        sum += grey(&view.rgb[i]);
    }
    return static_cast<float>(sum * 3 / static_cast<double>(view.rgb.size()));
}

/// The mean by the kernel (1 1 1, 1 5 1, 1 1 1) / 13, rounded; the outermost pixels stay.
Image blurred(const Image& view)
{
    Image result = view;
    const auto stride = static_cast<std::ptrdiff_t>(3) * view.width;
    for (int y = 1; y + 1 < view.height; ++y) {
        for (int i = 3; i + 3 < 3 * view.width; ++i) {
            const auto* centre = view.rgb.data() + y * stride + i;
            int sum = 4 * *centre;
            for (const auto row : {-stride, std::ptrdiff_t{0}, stride}) {
                sum += centre[row - 3] + centre[row] + centre[row + 3];
            }
            result.rgb[static_cast<std::size_t>(y * stride + i)] =
                static_cast<std::uint8_t>((2 * sum + 13) / 26);
        }
    }
    return result;
}

/// Blended with its blur.
Image sharpened(const Image& view, double ratio)
{
    if (view.width <= 2 || view.height <= 2) {
        return view;
    }
    auto result = blurred(view);
    for (std::size_t i = 0; i < view.rgb.size(); ++i) {
        result.rgb[i] = blended(view.rgb[i], result.rgb[i], ratio);
    }
    return result;
}

Image throughTables(const Image& view, const std::array<Table, 3>& tables)
{
    Image result = view;
    for (std::size_t i = 0; i < result.rgb.size(); ++i) {
        result.rgb[i] = tables[i % 3][result.rgb[i]];
    }
    return result;
}

template <typename Level>
Image throughTable(const Image& view, const Level& level)
{
    Table table{};
    for (int value = 0; value < 256; ++value) {
        table[static_cast<std::size_t>(value)] = static_cast<std::uint8_t>(level(value));
    }
    return throughTables(view, {table, table, table});
}

std::array<std::array<std::int64_t, 256>, 3> histogramsOf(const Image& view)
{
    std::array<std::array<std::int64_t, 256>, 3> counts{};
    for (std::size_t i = 0; i < view.rgb.size(); ++i) {
        ++counts[i % 3][view.rgb[i]];
    }
    return counts;
}

Table stretching(const std::array<std::int64_t, 256>& counts)
{
    const auto used = [](std::int64_t count) { return count > 0; };
    const auto low = std::ranges::find_if(counts, used) - counts.begin();
    const auto high = 255 - (std::find_if(counts.rbegin(), counts.rend(), used) - counts.rbegin());
    Table table{};
    const bool flat = low >= high;
    const float scale = flat ? 1.0F : 255.0F / static_cast<float>(high - low);
    for (int value = 0; value < 256; ++value) {
        table[static_cast<std::size_t>(value)] =
            toByte(static_cast<float>(value - (flat ? 0 : low)) * scale);
    }
    return table;
}

Table equalizing(const std::array<std::int64_t, 256>& counts)
{
    Table table{};
    std::iota(table.begin(), table.end(), std::uint8_t{0});
    const auto last =
        std::find_if(counts.rbegin(), counts.rend(), [](std::int64_t count) { return count > 0; });
    const auto total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    const auto step = last == counts.rend() ? 0 : (total - *last) / 255;
    if (step == 0) {
        return table;
    }
    std::int64_t below = 0;
    for (std::size_t value = 0; value < 256; ++value) {
        table[value] =
            static_cast<std::uint8_t>(std::min<std::int64_t>(255, (below + step / 2) / step));
        below += counts[value];
    }
    return table;
}

template <typename Make>
Image byChannel(const Image& view, const Make& make)
{
    const auto counts = histogramsOf(view);
    return throughTables(view, {make(counts[0]), make(counts[1]), make(counts[2])});
}

} // namespace

Image augmentedBy(std::string_view operation, const Image& view, double magnitude)
{
    const double ratio = 1 + magnitude;
    if (operation == "ShearX") {
        return moved(view, around(0, 0, 1, magnitude, 0, 1));
    }
    if (operation == "ShearY") {
        return moved(view, around(0, 0, 1, 0, magnitude, 1));
    }
    if (operation == "TranslateX") {
        return moved(view, {1, 0, -std::trunc(magnitude), 0, 1, 0});
    }
    if (operation == "TranslateY") {
        return moved(view, {1, 0, 0, 0, 1, -std::trunc(magnitude)});
    }
    if (operation == "Rotate") {
        return rotated(view, magnitude);
    }
    if (operation == "Brightness") {
        return blendedWith(view, 0, ratio);
    }
    if (operation == "Color") {
        return saturated(view, ratio);
    }
    if (operation == "Contrast") {
        return blendedWith(view, meanGrey(view), ratio);
    }
    if (operation == "Sharpness") {
        return sharpened(view, ratio);
    }
    if (operation == "Posterize") {
        const int mask = -(1 << (8 - static_cast<int>(magnitude)));
        return throughTable(view, [&](int value) { return value & mask; });
    }
    if (operation == "Solarize") {
        return throughTable(view,
                            [&](int value) { return value >= magnitude ? 255 - value : value; });
    }
    if (operation == "AutoContrast") {
        return byChannel(view, stretching);
    }
    return operation == "Equalize" ? byChannel(view, equalizing) : view;
}

} // namespace weft
