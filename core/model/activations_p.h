#pragma once

#include "core/model/norm_kernels.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace weft {

// How a trunk's activations lie while it trains on a CPU: in float32 as [N, C / b, H, W, b] in
// blocks of b = floatBlock() channels, where oneDNN's convolutions are quickest (with 16 its
// Winograd ones run, Lavin and Gray 2016); in bfloat16 as [N, C, H, W] in channels-last order,
// where its gradients are quickest. C is a multiple of 16. Pictures, of 3 channels, come in as
// [N, 3, H, W], in bfloat16 in channels-last order as well.

inline constexpr std::int64_t channelStep = 16;

struct ActivationShape
{
    std::int64_t images = 0, channels = 0, height = 0, width = 0;
    bool bf16 = false;

    friend bool operator==(const ActivationShape&, const ActivationShape&) = default;
};

/// Of activations or pictures.
[[nodiscard]] ActivationShape shapeOf(const at::Tensor& activations);

[[nodiscard]] at::Tensor emptyActivations(const ActivationShape& shape);

/// A tensor of such a shape and type, laid out as activations or pictures lie; without a copy where
/// it is so. Differentiable.
[[nodiscard]] at::Tensor asActivations(const at::Tensor& tensor);

/// Pictures, [N, 3, H, W] float32 in any order, as they come in.
[[nodiscard]] at::Tensor asPictures(const at::Tensor& images, bool bf16);

/// Activations as [N, C, H, W] in channels-last order. Differentiable.
[[nodiscard]] at::Tensor toImages(const at::Tensor& activations);

/// 3x3, stride 2, padded by 1. Differentiable.
[[nodiscard]] at::Tensor poolActivations(const at::Tensor& activations);

/// Work on activations in tiles that stay in a core's cache, always the same ones for a shape.
class ActivationTiles
{
public:
    explicit ActivationTiles(const at::Tensor& activations);

    [[nodiscard]] std::int64_t count() const { return m_images * m_tilesOfImage; }
    [[nodiscard]] NormTile tile(std::int64_t index) const;
    /// The place of the tile's first value.
    [[nodiscard]] std::int64_t offset(std::int64_t index) const;

private:
    [[nodiscard]] std::int64_t firstPixel(std::int64_t index) const;

    std::int64_t m_images, m_channels, m_pixels; ///< Pixels of one image.
    std::int64_t m_tilesOfImage;
    std::int64_t m_block; ///< Channels that follow each other before the next pixel's.
};

} // namespace weft
