#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace weft {

/// RFC 4648, section 4, with padding.
[[nodiscard]] std::string toBase64(std::span<const std::uint8_t> bytes);

} // namespace weft
