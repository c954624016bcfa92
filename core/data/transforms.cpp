#include "core/data/transforms.h"

#include "core/data/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

namespace weft {

namespace {

constexpr double resizeRatio = 256.0 / 224.0; ///< The article resizes to 256, then crops 224.

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

/// A picture that its owner keeps.
ImagePart wholeOf(const Image& image, const ViewPlan& plan)
{
    return partOf(std::shared_ptr<const Image>(std::shared_ptr<const Image>(), &image),
                  [&](ImageSize) {
                      return PartRequest{plan.part, 0, 0};
                  });
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

ViewPlan evaluationPlan(ImageSize size, const Preprocessing& preprocessing)
{
    // Cropping first and resizing the crop alone gives the same picture as the textbook's order,
    // and bounds the work for a picture of 12,000 x 1 pixels.
    return {evaluationCrop(size.width, size.height, preprocessing)};
}

ViewPlan trainingPlan(ImageSize size, const Preprocessing& preprocessing, RandomStream random)
{
    ViewPlan plan;
    if (preprocessing.kind == TransformKind::Article) {
        plan.part = randomCrop(size.width, size.height, random);
    } else {
        plan = evaluationPlan(size, preprocessing);
        // An eighth of the side (4 of 32 pixels, as He et al. 2015 do for CIFAR) is padded with
        // black, and a square of the old size taken from anywhere.
        const int padding = preprocessing.size / 8;
        const auto choices = static_cast<std::uint64_t>(2 * padding) + 1;
        plan.shiftY = static_cast<int>(random.below(choices)) - padding;
        plan.shiftX = static_cast<int>(random.below(choices)) - padding;
    }
    plan.mirrored = preprocessing.flip && random.uniform() < 0.5;
    return plan;
}

PartRequest partFor(const ViewPlan& plan, const Preprocessing& preprocessing)
{
    return {plan.part, preprocessing.size, preprocessing.size};
}

Image drawView(const ImagePart& part, const ViewPlan& plan, const Preprocessing& preprocessing)
{
    const auto& source = *part.pixels;
    const int size = preprocessing.size;
    const auto columns = makeTaps(part.part.x, part.part.width, source.width, size);
    const auto rows = makeTaps(part.part.y, part.part.height, source.height, size);
    Image view{size, size, std::vector<std::uint8_t>(std::size_t{3} * size * size)};
    resample(source, movedTaps(columns, plan.shiftX, plan.mirrored),
             movedTaps(rows, plan.shiftY, false), view.rgb);
    return view;
}

Image evaluationView(const Image& image, const Preprocessing& preprocessing)
{
    const auto plan = evaluationPlan({image.width, image.height}, preprocessing);
    return drawView(wholeOf(image, plan), plan, preprocessing);
}

Image trainingView(const Image& image, const Preprocessing& preprocessing, RandomStream random)
{
    const auto plan = trainingPlan({image.width, image.height}, preprocessing, random);
    return drawView(wholeOf(image, plan), plan, preprocessing);
}

void normalize(const Image& view, const Preprocessing& preprocessing, std::span<float> out)
{
    // A row's worth, so that the scaling is one loop without a look at the channel.
    const auto row = std::size_t{3} * view.width;
    std::vector<float> scales(row);
    std::vector<float> offsets(row);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const double deviation = preprocessing.deviation[channel];
        const auto scale = static_cast<float>(1 / (255 * deviation));
        const auto offset = static_cast<float>(-preprocessing.mean[channel] / deviation);
        for (auto i = channel; i < row; i += 3) {
            scales[i] = scale;
            offsets[i] = offset;
        }
    }
    scaleBytes(view.rgb, scales, offsets, out);
}

Image denormalized(std::span<const float> pixels, const Preprocessing& preprocessing)
{
    Image view{preprocessing.size, preprocessing.size, std::vector<std::uint8_t>(pixels.size())};
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const float share = pixels[i] * preprocessing.deviation[i % 3] + preprocessing.mean[i % 3];
        view.rgb[i] = static_cast<std::uint8_t>(std::clamp(std::round(255 * share), 0.0F, 255.0F));
    }
    return view;
}

} // namespace weft
