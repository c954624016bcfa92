#include "core/data/exif_orientation.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace weft {

namespace {

/// Reads numbers in either byte order; what lies outside reads as 0.
class TiffReader
{
public:
    explicit TiffReader(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
        , m_big(!bytes.empty() && bytes[0] == 'M')
    {
    }

    [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t size) const
    {
        if (offset > m_bytes.size() || size > m_bytes.size() - offset) {
            return 0;
        }
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            value = value << 8 | m_bytes[offset + (m_big ? i : size - 1 - i)];
        }
        return value;
    }

private:
    std::span<const std::uint8_t> m_bytes;
    bool m_big;
};

bool mirrorsColumns(int orientation)
{
    return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
}

bool mirrorsRows(int orientation)
{
    return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
}

/// Within a stored picture of that size.
PartRect mirroredPart(PartRect part, ImageSize size, int orientation)
{
    part.x = mirrorsColumns(orientation) ? size.width - part.x - part.width : part.x;
    part.y = mirrorsRows(orientation) ? size.height - part.y - part.height : part.y;
    return part;
}

} // namespace

int exifOrientation(std::span<const std::uint8_t> tiff)
{
    const TiffReader reader(tiff);
    if (reader.number(2, 2) != 42) {
        return 1;
    }
    const std::size_t directory = reader.number(4, 4);
    const auto entries = reader.number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const auto entry = directory + 2 + 12 * i;
        if (reader.number(entry, 2) == 0x0112) {
            const auto value = reader.number(entry + 8, 2);
            return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
        if (entry > tiff.size()) {
            return 1;
        }
    }
    return 1;
}

PartRect storedPart(PartRect shown, ImageSize stored, int orientation)
{
    if (orientationSwapsSides(orientation)) {
        shown = {shown.y, shown.x, shown.height, shown.width};
    }
    return mirroredPart(shown, stored, orientation);
}

PartRect shownPart(PartRect stored, ImageSize size, int orientation)
{
    const auto part = mirroredPart(stored, size, orientation);
    return orientationSwapsSides(orientation) ? PartRect{part.y, part.x, part.height, part.width}
                                              : part;
}

Image orientImage(Image image, int orientation)
{
    if (orientation <= 1 || orientation > 8) {
        return image;
    }
    const bool swaps = orientationSwapsSides(orientation);
    Image shown{image.width, image.height, std::vector<std::uint8_t>(image.rgb.size())};
    if (swaps) {
        std::swap(shown.width, shown.height);
    }
    const bool mirrorX = mirrorsColumns(orientation);
    const bool mirrorY = mirrorsRows(orientation);
    auto* out = shown.rgb.data();
    for (int y = 0; y < shown.height; ++y) {
        for (int x = 0; x < shown.width; ++x) {
            int sourceX = swaps ? y : x;
            int sourceY = swaps ? x : y;
            sourceX = mirrorX ? image.width - 1 - sourceX : sourceX;
            sourceY = mirrorY ? image.height - 1 - sourceY : sourceY;
            const auto from = 3 * (static_cast<std::size_t>(sourceY) * image.width + sourceX);
            out = std::copy_n(image.rgb.data() + from, 3, out);
        }
    }
    return shown;
}

} // namespace weft
