#pragma once

#include "core/base/processor_p.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace weft::test {

/// [N, C, H, W] in blocks of so many channels, differentiably.
inline at::Tensor inBlocks(const at::Tensor& images, std::int64_t block)
{
    return images.unflatten(1, {images.size(1) / block, block})
        .permute({0, 1, 3, 4, 2})
        .contiguous();
}

/// [N, C, H, W] as ConvNorm::train() takes it, differentiably.
inline at::Tensor laidOut(const at::Tensor& images, bool bf16)
{
    if (bf16) {
        return images.to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast);
    }
    return images.size(1) == 3 ? images.contiguous() : inBlocks(images, floatBlock());
}

} // namespace weft::test
