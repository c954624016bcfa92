#include "core/data/image_part.h"

#include "core/base/atomic_file.h"
#include "core/data/jpeg_decoder.h"

#include <new>
#include <utility>

namespace weft {

PartRect toPartRect(const CropRect& rect)
{
    return {static_cast<double>(rect.x), static_cast<double>(rect.y),
            static_cast<double>(rect.width), static_cast<double>(rect.height)};
}

ImagePart partOf(std::shared_ptr<const Image> image, const ChoosePart& choose)
{
    const auto part = toPartRect(choose({image->width, image->height}).part);
    return {std::move(image), part};
}

Result<ImagePart> decodeImagePart(std::span<const std::uint8_t> bytes, const std::string& name,
                                  const ChoosePart& choose)
{
    try {
        if (isJpeg(bytes)) {
            return decodeJpegPart(bytes, name, choose);
        }
        auto image = decodeImage(bytes, name);
        if (!image) {
            return image.error();
        }
        return partOf(std::make_shared<const Image>(std::move(*image)), choose);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, name, "the picture does not fit the memory"};
    }
}

Result<ImagePart> readImagePart(const std::filesystem::path& file, const ChoosePart& choose)
{
    const auto content = readFile(file);
    if (!content) {
        return content.error();
    }
    return decodeImagePart(
        {reinterpret_cast<const std::uint8_t*>(content->data()), content->size()}, file.string(),
        choose);
}

} // namespace weft
