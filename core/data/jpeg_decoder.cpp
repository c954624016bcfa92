#include "core/data/jpeg_decoder.h"

#include "core/data/exif_orientation.h"
#include "core/data/jpeg_reader.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace weft {

namespace {

Result<void> open(JpegReader& reader, const std::string& name)
{
    if (!reader.readHeader()) {
        return Error{ErrorCode::Corrupt, name, reader.reason()};
    }
    const auto size = reader.size();
    if (static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) >
        maximumPixels) {
        return Error{ErrorCode::Unsupported, name, "the picture has more than 300 million pixels"};
    }
    return {};
}

ImageSize shownSize(ImageSize stored, int orientation)
{
    return orientationSwapsSides(orientation) ? ImageSize{stored.height, stored.width} : stored;
}

/// Only these fractions: libjpeg-turbo has no vector code for the others, which take longer than
/// the whole picture.
int reductionFor(const PartRequest& request)
{
    for (const int reduction : {8, 4, 2}) {
        if (request.part.width >= request.width * reduction &&
            request.part.height >= request.height * reduction) {
            return reduction;
        }
    }
    return 1;
}

CropRect toWhole(const PartRect& part)
{
    const auto whole = [](double value) { return static_cast<int>(std::lround(value)); };
    return {whole(part.x), whole(part.y), whole(part.width), whole(part.height)};
}

} // namespace

bool isJpeg(std::span<const std::uint8_t> bytes)
{
    return bytes.size() >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

Result<Image> decodeJpeg(std::span<const std::uint8_t> bytes, const std::string& name,
                         int reduction)
{
    JpegReader reader(bytes);
    if (auto opened = open(reader, name); !opened) {
        return opened.error();
    }
    const int orientation = reader.orientation();
    if (!reader.readAll(reduction) || reader.warned()) {
        return Error{ErrorCode::Corrupt, name, reader.reason()};
    }
    return orientImage(std::move(reader.image()), orientation);
}

Result<ImagePart> decodeJpegPart(std::span<const std::uint8_t> bytes, const std::string& name,
                                 const ChoosePart& choose)
{
    JpegReader reader(bytes);
    if (auto opened = open(reader, name); !opened) {
        return opened.error();
    }
    if (!reader.isComplete()) {
        return Error{ErrorCode::Corrupt, name, reader.reason()};
    }
    const int orientation = reader.orientation();
    const auto request = choose(shownSize(reader.size(), orientation));
    const int reduction = reductionFor(request);
    auto part = storedPart(toPartRect(request.part), reader.size(), orientation);
    if (!reader.readPart(reduction, toWhole(part)) || reader.warned()) {
        return Error{ErrorCode::Corrupt, name, reader.reason()};
    }
    part = {part.x / reduction - reader.left(), part.y / reduction - reader.top(),
            part.width / reduction, part.height / reduction};
    const ImageSize decoded{reader.image().width, reader.image().height};
    return ImagePart{
        std::make_shared<const Image>(orientImage(std::move(reader.image()), orientation)),
        shownPart(part, decoded, orientation)};
}

Result<ImageSize> jpegSize(std::span<const std::uint8_t> bytes, const std::string& name)
{
    JpegReader reader(bytes);
    if (!reader.readHeader()) {
        return Error{ErrorCode::Corrupt, name, reader.reason()};
    }
    return shownSize(reader.size(), reader.orientation());
}

} // namespace weft
