#include "core/data/memory_dataset.h"

#include <algorithm>
#include <utility>

namespace weft {

MemoryDataset::MemoryDataset(MemoryImages images)
    : m_images(std::move(images))
{
}

std::string MemoryDataset::name(std::size_t index) const
{
    return m_images.title + " #" + std::to_string(index);
}

Result<Image> MemoryDataset::image(std::size_t index) const
{
    const auto area = static_cast<std::size_t>(m_images.width) * m_images.height;
    const auto bytes = m_images.layout == PixelLayout::Grey ? area : 3 * area;
    const auto* source = m_images.pixels.data() + index * bytes;
    Image image{m_images.width, m_images.height, std::vector<std::uint8_t>(3 * area)};
    if (m_images.layout == PixelLayout::Interleaved) {
        std::copy_n(source, bytes, image.rgb.data());
        return image;
    }
    const auto plane = m_images.layout == PixelLayout::Planar ? area : 0;
    for (std::size_t pixel = 0; pixel < area; ++pixel) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            image.rgb[3 * pixel + channel] = source[plane * channel + pixel];
        }
    }
    return image;
}

} // namespace weft
