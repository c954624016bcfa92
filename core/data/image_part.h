#pragma once

#include "core/base/result.h"
#include "core/data/image.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace weft {

/// A rectangle in an image's own pixels.
struct CropRect
{
    int x = 0, y = 0, width = 0, height = 0;

    bool operator==(const CropRect&) const = default;
};

/// The same where the edges may lie within a pixel.
struct PartRect
{
    double x = 0, y = 0, width = 0, height = 0;
};

[[nodiscard]] PartRect toPartRect(const CropRect& rect);

/// What is wanted of a picture: a part of it, and how large it is going to be drawn. A part that is
/// going to be shrunk may come in fewer pixels than the picture has, but not in fewer than these.
struct PartRequest
{
    CropRect part;
    int width = 0;
    int height = 0;
};

/// Chooses the part once the picture's size (as shown) is known. The part lies within the picture.
using ChoosePart = std::function<PartRequest(ImageSize)>;

/// Some of a picture, maybe at an eighth, a quarter or half of its resolution, and where in it the
/// part lies that was asked for. The rest around the part is of the same picture.
struct ImagePart
{
    std::shared_ptr<const Image> pixels; ///< May be shared; never changed.
    PartRect part;                       ///< In pixels'.
};

/// The part within a picture that is there as a whole.
[[nodiscard]] ImagePart partOf(std::shared_ptr<const Image> image, const ChoosePart& choose);

/// Decodes what a part needs: of a JPEG its rows and columns only, at the lowest resolution that
/// does; of other formats everything. Inside the part the pixels are decodeImage()'s where the
/// resolution is full. Fails as decodeImage() does, but of a JPEG damage outside the part may go
/// unnoticed; a file that ends early is told in any case. Thread-safe.
[[nodiscard]] Result<ImagePart> decodeImagePart(std::span<const std::uint8_t> bytes,
                                                const std::string& name, const ChoosePart& choose);

/// Reads a file and decodes what a part needs. Fails as decodeImagePart does, with NotFound or
/// Unreadable besides.
[[nodiscard]] Result<ImagePart> readImagePart(const std::filesystem::path& file,
                                              const ChoosePart& choose);

} // namespace weft
