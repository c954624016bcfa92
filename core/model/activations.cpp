#include "core/base/processor_p.h"
#include "core/model/activations_p.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/max_pool2d.h>

#include <algorithm>

namespace weft {

namespace {

/// A quarter of the level-2 cache of today's processors.
constexpr std::int64_t tileBytes = 128 * 1024;

bool blocked(const at::Tensor& activations)
{
    return activations.dim() == 5;
}

} // namespace

ActivationShape shapeOf(const at::Tensor& activations)
{
    if (blocked(activations)) {
        return {activations.size(0), activations.size(1) * activations.size(4), activations.size(2),
                activations.size(3), false};
    }
    return {activations.size(0), activations.size(1), activations.size(2), activations.size(3),
            activations.scalar_type() == at::kBFloat16};
}

at::Tensor emptyActivations(const ActivationShape& shape)
{
    const auto& [images, channels, height, width, bf16] = shape;
    if (bf16) {
        return at::empty({images, channels, height, width}, at::kBFloat16,
                         at::MemoryFormat::ChannelsLast);
    }
    const auto block = floatBlock();
    return at::empty({images, channels / block, height, width, block}, at::kFloat);
}

at::Tensor asActivations(const at::Tensor& tensor)
{
    return tensor.contiguous(tensor.scalar_type() == at::kBFloat16 ? at::MemoryFormat::ChannelsLast
                                                                   : at::MemoryFormat::Contiguous);
}

at::Tensor asPictures(const at::Tensor& images, bool bf16)
{
    return asActivations(bf16 ? images.to(at::kBFloat16) : images);
}

at::Tensor toImages(const at::Tensor& activations)
{
    if (!blocked(activations)) {
        return activations;
    }
    return activations.permute({0, 2, 3, 1, 4}).flatten(3).permute({0, 3, 1, 2});
}

at::Tensor poolActivations(const at::Tensor& activations)
{
    if (!blocked(activations)) {
        return at::max_pool2d(activations, 3, 2, 1);
    }
    // A group of channels is an image in channels-last order of its own.
    const auto groups = activations.flatten(0, 1).permute({0, 3, 1, 2});
    return at::max_pool2d(groups, 3, 2, 1)
        .permute({0, 2, 3, 1})
        .unflatten(0, {activations.size(0), activations.size(1)});
}

ActivationTiles::ActivationTiles(const at::Tensor& activations)
{
    const auto shape = shapeOf(activations);
    m_images = shape.images;
    m_channels = shape.channels;
    m_pixels = shape.height * shape.width;
    m_block = blocked(activations) ? activations.size(4) : m_channels;
    const auto bytes = m_pixels * m_channels * activations.element_size();
    m_tilesOfImage = std::clamp<std::int64_t>((bytes + tileBytes - 1) / tileBytes, 1, m_pixels);
}

std::int64_t ActivationTiles::firstPixel(std::int64_t index) const
{
    return m_pixels * (index % m_tilesOfImage) / m_tilesOfImage;
}

NormTile ActivationTiles::tile(std::int64_t index) const
{
    const auto end = m_pixels * (index % m_tilesOfImage + 1) / m_tilesOfImage;
    const auto lanes = std::min(m_block, channelStep);
    return {.pixels = end - firstPixel(index),
            .groups = m_channels / lanes,
            .lanes = lanes,
            .pixelStride = m_block,
            .groupStride = m_block == m_channels ? lanes : m_pixels * lanes};
}

std::int64_t ActivationTiles::offset(std::int64_t index) const
{
    const auto image = index / m_tilesOfImage;
    return image * m_pixels * m_channels + firstPixel(index) * m_block;
}

} // namespace weft
