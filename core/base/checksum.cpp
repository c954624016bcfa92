#include "core/base/checksum.h"

#include <array>
#include <bit>
#include <cstring>

namespace weft {

namespace {

constexpr std::uint32_t polynomial = 0x82F63B78; // 0x1EDC6F41, reflected.

// Slicing by eight (Kounavis, Berry 2005): eight bytes a turn, for a checkpoint has many.
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables makeTables()
{
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        auto remainder = byte;
        for (int bit = 0; bit < 8; ++bit) {
            remainder = (remainder >> 1) ^ ((remainder & 1U) != 0 ? polynomial : 0U);
        }
        tables[0][byte] = remainder;
    }
    for (std::size_t slice = 1; slice < tables.size(); ++slice) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const auto before = tables[slice - 1][byte];
            tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xFFU];
        }
    }
    return tables;
}

constexpr Tables tables = makeTables();

static_assert(std::endian::native == std::endian::little);

} // namespace

void Crc32c::add(std::string_view bytes)
{
    auto remainder = m_remainder;
    while (bytes.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        word ^= remainder;
        remainder = 0;
        for (std::size_t index = 0; index < 8; ++index) {
            remainder ^= tables[7 - index][(word >> (8 * index)) & 0xFFU];
        }
        bytes.remove_prefix(8);
    }
    for (const char byte : bytes) {
        remainder =
            (remainder >> 8) ^ tables[0][(remainder ^ static_cast<unsigned char>(byte)) & 0xFFU];
    }
    m_remainder = remainder;
}

std::uint32_t Crc32c::value() const
{
    return ~m_remainder;
}

std::uint32_t crc32c(std::string_view bytes)
{
    Crc32c checksum;
    checksum.add(bytes);
    return checksum.value();
}

} // namespace weft
