#pragma once

#include "core/base/result.h"
#include "core/data/image.h"

#include <cstdint>
#include <vector>

namespace weft {

/// The picture as the bytes of a PNG file. Fails with InvalidArgument where it has no pixels.
[[nodiscard]] Result<std::vector<std::uint8_t>> encodePng(const Image& image);

} // namespace weft
