#pragma once

#include "core/base/random.h"
#include "core/data/image_part.h"
#include "core/data/preprocessing.h"

#include <span>

namespace weft {

/// The centred square of the original that evaluation shows to the network; a heat map belongs over
/// it. Article: 224/256 of the shorter side; Small: the whole shorter side.
[[nodiscard]] CropRect evaluationCrop(int width, int height, const Preprocessing& preprocessing);

/// How a picture becomes a view of size x size: the part is resized to it, moved, and mirrored.
struct ViewPlan
{
    CropRect part;
    int shiftX = 0; ///< The view's pixel x shows what stood at x + shiftX; black from outside.
    int shiftY = 0;
    bool mirrored = false; ///< After that.
};

/// How evaluation shows a picture of that size.
[[nodiscard]] ViewPlan evaluationPlan(ImageSize size, const Preprocessing& preprocessing);

/// How training shows it: random resized crop and flip (Article) or pad-crop and flip (Small).
/// Random choices come from the stream only.
[[nodiscard]] ViewPlan trainingPlan(ImageSize size, const Preprocessing& preprocessing,
                                    RandomStream random);

/// What has to be decoded for a plan.
[[nodiscard]] PartRequest partFor(const ViewPlan& plan, const Preprocessing& preprocessing);

/// The picture as the network sees it, size x size, before normalisation. The part is the plan's.
[[nodiscard]] Image drawView(const ImagePart& part, const ViewPlan& plan,
                             const Preprocessing& preprocessing);

/// drawView() of a whole picture by evaluationPlan().
[[nodiscard]] Image evaluationView(const Image& image, const Preprocessing& preprocessing);

/// drawView() of a whole picture by trainingPlan().
[[nodiscard]] Image trainingView(const Image& image, const Preprocessing& preprocessing,
                                 RandomStream random);

/// Writes (pixel / 255 - mean) / deviation as [size, size, 3], the order in which the convolutions
/// read it (channels-last); out has 3 * size * size floats.
void normalize(const Image& view, const Preprocessing& preprocessing, std::span<float> out);

/// The picture that such values are of, to look at: normalize() undone, and cut to 0..255.
[[nodiscard]] Image denormalized(std::span<const float> pixels, const Preprocessing& preprocessing);

} // namespace weft
