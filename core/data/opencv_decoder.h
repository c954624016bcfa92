#pragma once

#include "core/base/result.h"
#include "core/data/image.h"

#include <cstdint>
#include <span>
#include <string>

namespace weft {

/// Decodes BMP, WebP and TIFF. A BMP's fourth channel is ignored (it is seldom meant as alpha),
/// other alpha is laid over white, 16 bits become 8. Fails with Corrupt or Unsupported.
[[nodiscard]] Result<Image> decodeWithOpenCv(std::span<const std::uint8_t> bytes,
                                             const std::string& name);

/// True where the bytes begin as a BMP, WebP or TIFF file does.
[[nodiscard]] bool isOpenCvFormat(std::span<const std::uint8_t> bytes);

} // namespace weft
