#include "core/base/fingerprint.h"

namespace weft {

void Fingerprint::add(std::string_view text)
{
    add(std::uint64_t{text.size()});
    for (const char c : text) {
        addByte(static_cast<std::uint8_t>(c));
    }
}

void Fingerprint::add(std::uint64_t number)
{
    for (int shift = 0; shift < 64; shift += 8) {
        addByte(static_cast<std::uint8_t>(number >> shift));
    }
}

void Fingerprint::add(std::span<const std::uint8_t> bytes)
{
    add(std::uint64_t{bytes.size()});
    for (const auto byte : bytes) {
        addByte(byte);
    }
}

std::string Fingerprint::hex() const
{
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) {
        text += "0123456789abcdef"[(m_state >> shift) & 15];
    }
    return text;
}

} // namespace weft
