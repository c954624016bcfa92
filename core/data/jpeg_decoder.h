#pragma once

#include "core/base/result.h"
#include "core/data/image_part.h"

#include <cstdint>
#include <span>
#include <string>

namespace weft {

[[nodiscard]] bool isJpeg(std::span<const std::uint8_t> bytes);

/// Decodes a JPEG with libjpeg itself, because OpenCV hands out a half-grey picture for a file that
/// ends early. EXIF rotation is applied; grey and CMYK become RGB. reduction is 1, 2, 4 or 8: the
/// whole file is read and checked, but only each so-manieth pixel made. Fails with Corrupt or
/// Unsupported.
[[nodiscard]] Result<Image> decodeJpeg(std::span<const std::uint8_t> bytes, const std::string& name,
                                       int reduction = 1);

/// The same for a part of the picture, see decodeImagePart(): its rows and columns, at the lowest
/// resolution that has the pixels asked for.
[[nodiscard]] Result<ImagePart> decodeJpegPart(std::span<const std::uint8_t> bytes,
                                               const std::string& name, const ChoosePart& choose);

/// Width and height as shown, from the header alone. Fails as decodeJpeg().
[[nodiscard]] Result<ImageSize> jpegSize(std::span<const std::uint8_t> bytes,
                                         const std::string& name);

} // namespace weft
