#pragma once

#include "core/data/image_part.h"

#include <cstdint>
#include <span>

namespace weft {

/// The orientation tag (1 to 8) of an EXIF block that begins with its TIFF header; 1 where there is
/// none or the block is damaged. Exif 2.32, tag 0x0112.
[[nodiscard]] int exifOrientation(std::span<const std::uint8_t> tiff);

/// Turns and mirrors the stored picture into the one to be shown.
[[nodiscard]] Image orientImage(Image image, int orientation);

/// Where a part of the shown picture lies in the stored one, whose size is given, and back.
[[nodiscard]] PartRect storedPart(PartRect shown, ImageSize stored, int orientation);
[[nodiscard]] PartRect shownPart(PartRect stored, ImageSize size, int orientation);

/// True for the orientations that exchange width and height.
[[nodiscard]] inline bool orientationSwapsSides(int orientation)
{
    return orientation >= 5 && orientation <= 8;
}

} // namespace weft
