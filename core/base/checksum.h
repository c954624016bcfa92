#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weft {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), gathered piece by piece.
class Crc32c
{
public:
    void add(std::string_view bytes);
    [[nodiscard]] std::uint32_t value() const;

private:
    std::uint32_t m_remainder = 0xFFFFFFFF; ///< Reflected.
};

/// Of one piece. crc32c("123456789") is 0xE3069283.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

} // namespace weft
