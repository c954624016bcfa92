#pragma once

#include "core/base/random.h"
#include "core/data/image.h"
#include "core/data/preprocessing.h"

#include <span>

namespace weft {

/// A rectangle in an image's own pixels.
struct CropRect
{
    int x = 0, y = 0, width = 0, height = 0;
};

/// The centred square of the original that evaluation shows to the network; a heat map belongs over
/// it. Article: 224/256 of the shorter side; Small: the whole shorter side.
[[nodiscard]] CropRect evaluationCrop(int width, int height, const Preprocessing& preprocessing);

/// The picture as the network sees it, size x size, before normalisation.
[[nodiscard]] Image evaluationView(const Image& image, const Preprocessing& preprocessing);

/// The same for training: random resized crop and flip (Article) or pad-crop and flip (Small).
/// Random choices come from the stream only.
[[nodiscard]] Image trainingView(const Image& image, const Preprocessing& preprocessing,
                                 RandomStream random);

/// Writes (pixel / 255 - mean) / deviation as [3, size, size]; out has 3 * size * size floats.
void normalize(const Image& view, const Preprocessing& preprocessing, std::span<float> out);

} // namespace weft
