#include "core/data/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace weft {

namespace {

struct Operation
{
    std::string_view name;
    bool hasSign = false;
};

/// In torchvision's order.
constexpr std::array<Operation, 14> operations{{{"Identity", false},
                                                {"ShearX", true},
                                                {"ShearY", true},
                                                {"TranslateX", true},
                                                {"TranslateY", true},
                                                {"Rotate", true},
                                                {"Brightness", true},
                                                {"Color", true},
                                                {"Contrast", true},
                                                {"Sharpness", true},
                                                {"Posterize", false},
                                                {"Solarize", false},
                                                {"AutoContrast", false},
                                                {"Equalize", false}}};

constexpr int highest = 30; ///< The last of the 31 magnitudes.

} // namespace

Augmentation augmentationOf(const DataConfig& config)
{
    return {config.erasing, config.randAugmentOps, config.randAugmentMagnitude};
}

double magnitudeOf(std::string_view operation, int magnitude, int width, int height)
{
    const double share = static_cast<double>(magnitude) / highest;
    constexpr double longestMove = 150.0 / 331.0; // Of the side.
    if (operation == "ShearX" || operation == "ShearY") {
        return 0.3 * share;
    }
    if (operation == "TranslateX") {
        return longestMove * width * share;
    }
    if (operation == "TranslateY") {
        return longestMove * height * share;
    }
    if (operation == "Rotate") {
        return 30 * share;
    }
    if (operation == "Brightness" || operation == "Color" || operation == "Contrast" ||
        operation == "Sharpness") {
        return 0.9 * share;
    }
    if (operation == "Posterize") {
        return 8 - std::nearbyint(4 * share); // PyTorch rounds halves to even.
    }
    return operation == "Solarize" ? 255 * (1 - share) : 0;
}

Image randAugmented(Image view, const Augmentation& augmentation, RandomStream random)
{
    for (int i = 0; i < augmentation.operations; ++i) {
        const auto& operation = operations[random.below(operations.size())];
        double magnitude =
            magnitudeOf(operation.name, augmentation.magnitude, view.width, view.height);
        if (operation.hasSign && random.below(2) == 1) {
            magnitude = -magnitude;
        }
        view = augmentedBy(operation.name, view, magnitude);
    }
    return view;
}

void eraseAtRandom(std::span<float> pixels, int size, double probability, RandomStream random)
{
    if (random.uniform() >= probability) {
        return;
    }
    const double area = static_cast<double>(size) * size;
    for (int attempt = 0; attempt < 10; ++attempt) {
        const double erased = area * random.uniform(0.02, 0.33);
        const double ratio = std::exp(random.uniform(std::log(0.3), std::log(3.3)));
        const int height = static_cast<int>(std::nearbyint(std::sqrt(erased * ratio)));
        const int width = static_cast<int>(std::nearbyint(std::sqrt(erased / ratio)));
        if (height >= size || width >= size) {
            continue;
        }
        const auto top = random.below(static_cast<std::uint64_t>(size - height) + 1);
        const auto left = random.below(static_cast<std::uint64_t>(size - width) + 1);
        for (std::size_t row = 0; row < static_cast<std::size_t>(height); ++row) {
            const auto first = 3 * ((top + row) * static_cast<std::size_t>(size) + left);
            std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(first), 3 * width, 0.0F);
        }
        return;
    }
}

} // namespace weft
