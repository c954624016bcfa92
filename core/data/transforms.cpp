#include "core/data/transforms.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr double resizeRatio = 256.0 / 224.0; ///< The article resizes to 256, then crops 224.

/// Area averaging when shrinking keeps fine texture from aliasing; it cannot enlarge.
void resizePart(const Image& image, const CropRect& part, cv::Mat& target)
{
    const cv::Mat whole(image.height, image.width, CV_8UC3,
                        const_cast<std::uint8_t*>(image.rgb.data()));
    const cv::Mat source = whole(cv::Rect(part.x, part.y, part.width, part.height));
    if (source.size() == target.size()) {
        source.copyTo(target);
        return;
    }
    const bool shrinks = source.cols >= target.cols && source.rows >= target.rows;
    cv::resize(source, target, target.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
}

Image resizedSquare(const Image& image, const CropRect& part, int size)
{
    Image view{size, size, std::vector<std::uint8_t>(std::size_t{3} * size * size)};
    cv::Mat target(size, size, CV_8UC3, view.rgb.data());
    resizePart(image, part, target);
    return view;
}

CropRect centred(int width, int height, int cropWidth, int cropHeight)
{
    return {(width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight};
}

/// torchvision's RandomResizedCrop: scale 0.08 to 1, ratio 3/4 to 4/3, ten attempts, then the
/// largest centred crop within the ratios.
CropRect randomCrop(int width, int height, RandomStream& random)
{
    constexpr double lowest = 3.0 / 4.0;
    constexpr double highest = 4.0 / 3.0;
    const double area = static_cast<double>(width) * height;
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double target = area * random.uniform(0.08, 1.0);
        const double ratio = std::exp(random.uniform(std::log(lowest), std::log(highest)));
        const double wanted = std::round(std::sqrt(target * ratio));
        const double tall = std::round(std::sqrt(target / ratio));
        if (wanted >= 1 && tall >= 1 && wanted <= width && tall <= height) {
            const int w = static_cast<int>(wanted);
            const int h = static_cast<int>(tall);
            const auto y = random.below(static_cast<std::uint64_t>(height - h) + 1);
            const auto x = random.below(static_cast<std::uint64_t>(width - w) + 1);
            return {static_cast<int>(x), static_cast<int>(y), w, h};
        }
    }
    const double ratio = static_cast<double>(width) / height;
    const int w = ratio > highest ? static_cast<int>(std::round(height * highest)) : width;
    const int h = ratio < lowest ? static_cast<int>(std::round(width / lowest)) : height;
    return centred(width, height, std::clamp(w, 1, width), std::clamp(h, 1, height));
}

/// Pads an eighth of the side with black (4 of 32 pixels, as He et al. 2015 do for CIFAR) and takes
/// a square of the old size from anywhere.
Image shifted(const Image& view, RandomStream& random)
{
    const int padding = view.width / 8;
    const auto choices = static_cast<std::uint64_t>(2 * padding) + 1;
    const int dy = static_cast<int>(random.below(choices)) - padding;
    const int dx = static_cast<int>(random.below(choices)) - padding;
    Image moved{view.width, view.height, std::vector<std::uint8_t>(view.rgb.size())};
    const auto columns = static_cast<std::size_t>(view.width - std::abs(dx));
    for (int y = std::max(0, -dy); y < view.height - std::max(0, dy); ++y) {
        const auto from = static_cast<std::size_t>(y + dy) * view.width + std::max(0, dx);
        const auto to = static_cast<std::size_t>(y) * view.width + std::max(0, -dx);
        std::copy_n(view.rgb.data() + 3 * from, 3 * columns, moved.rgb.data() + 3 * to);
    }
    return moved;
}

void mirror(Image& view)
{
    cv::Mat pixels(view.height, view.width, CV_8UC3, view.rgb.data());
    cv::flip(pixels, pixels, 1);
}

} // namespace

CropRect evaluationCrop(int width, int height, const Preprocessing& preprocessing)
{
    const int shorter = std::min(width, height);
    if (preprocessing.kind == TransformKind::Small) {
        return centred(width, height, shorter, shorter);
    }
    const int side = std::max(1, static_cast<int>(std::round(shorter / resizeRatio)));
    return centred(width, height, side, side);
}

Image evaluationView(const Image& image, const Preprocessing& preprocessing)
{
    // Cropping first and resizing the crop alone gives the same picture as the textbook's order,
    // and bounds the work for a picture of 12,000 x 1 pixels.
    const auto crop = evaluationCrop(image.width, image.height, preprocessing);
    return resizedSquare(image, crop, preprocessing.size);
}

Image trainingView(const Image& image, const Preprocessing& preprocessing, RandomStream random)
{
    Image view = preprocessing.kind == TransformKind::Article
                     ? resizedSquare(image, randomCrop(image.width, image.height, random),
                                     preprocessing.size)
                     : shifted(evaluationView(image, preprocessing), random);
    if (preprocessing.flip && random.uniform() < 0.5) {
        mirror(view);
    }
    return view;
}

void normalize(const Image& view, const Preprocessing& preprocessing, std::span<float> out)
{
    const auto area = static_cast<std::size_t>(view.width) * view.height;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        std::array<float, 256> table;
        for (std::size_t value = 0; value < table.size(); ++value) {
            table[value] = (static_cast<float>(value) / 255.0F - preprocessing.mean[channel]) /
                           preprocessing.deviation[channel];
        }
        const auto* source = view.rgb.data() + channel;
        auto* target = out.data() + channel * area;
        for (std::size_t pixel = 0; pixel < area; ++pixel) {
            target[pixel] = table[source[3 * pixel]];
        }
    }
}

} // namespace weft
