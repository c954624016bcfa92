#pragma once

#include "core/base/random.h"
#include "core/config/run_config.h"
#include "core/data/image.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace weft {

/// What training does to a view besides crop, move and flip.
struct Augmentation
{
    double erasing = 0; ///< Probability that a rectangle is erased.
    int operations = 0; ///< Of RandAugment, an image.
    int magnitude = 9;  ///< Of RandAugment, 0 to 30.

    friend bool operator==(const Augmentation&, const Augmentation&) = default;
};

/// The configuration's.
[[nodiscard]] Augmentation augmentationOf(const DataConfig& config);

/// RandAugment (Cubuk et al. 2019) as torchvision does it to an image of bytes, with its 14
/// operations, its 31 magnitudes, the nearest pixel and black from outside: so many operations in
/// turn, each drawn anew, all at one magnitude, half of those that have a sign with the other sign.
[[nodiscard]] Image randAugmented(Image view, const Augmentation& augmentation,
                                  RandomStream random);

/// One of RandAugment's operations by torchvision's name (Identity, ShearX, ShearY, TranslateX,
/// TranslateY, Rotate, Brightness, Color, Contrast, Sharpness, Posterize, Solarize, AutoContrast,
/// Equalize), at torchvision's magnitude, which is in the operation's own unit. Any other name is
/// a programming error.
[[nodiscard]] Image augmentedBy(std::string_view operation, const Image& view, double magnitude);

/// What torchvision names an operation's magnitude (0 to 30) on an image of that size; 0 where it
/// has none.
[[nodiscard]] double magnitudeOf(std::string_view operation, int magnitude, int width, int height);

/// Random erasing (Zhong et al. 2017) as torchvision does it: with the given probability a
/// rectangle of 2 to 33 % of the area and a side ratio of 0.3 to 3.3 becomes 0, the normalised
/// mean. pixels: [size, size, 3], normalised.
void eraseAtRandom(std::span<float> pixels, int size, double probability, RandomStream random);

} // namespace weft
