#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weft {

/// A 64-bit hash that stays the same on every machine (FNV-1a: Fowler, Noll, Vo 1991). It tells two
/// states of a data set apart; it is no protection against someone who wants a collision.
class Fingerprint
{
public:
    /// Adds the text and its length, so that "ab", "c" differs from "a", "bc".
    void add(std::string_view text);
    void add(std::uint64_t number);
    void add(std::span<const std::uint8_t> bytes);

    /// 16 hexadecimal digits.
    [[nodiscard]] std::string hex() const;

private:
    void addByte(std::uint8_t byte) { m_state = (m_state ^ byte) * 0x100000001B3ULL; }

    std::uint64_t m_state = 0xCBF29CE484222325ULL;
};

} // namespace weft
