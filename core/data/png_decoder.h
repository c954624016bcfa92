#pragma once

#include "core/base/result.h"
#include "core/data/image.h"

#include <cstdint>
#include <span>
#include <string>

namespace weft {

[[nodiscard]] bool isPng(std::span<const std::uint8_t> bytes);

/// Decodes a PNG with libpng itself, because OpenCV lets libpng print its complaints about files
/// that are merely old. Alpha is laid over white, 16 bits become 8, grey and palettes become RGB,
/// an eXIf chunk's rotation is applied. Fails with Corrupt or Unsupported.
[[nodiscard]] Result<Image> decodePng(std::span<const std::uint8_t> bytes, const std::string& name);

} // namespace weft
