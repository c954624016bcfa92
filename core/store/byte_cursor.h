#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace weft {

static_assert(std::endian::native == std::endian::little, "the formats are little-endian");

/// Reads numbers and pieces one after the other and never beyond the end. What fails moves nothing.
class ByteCursor
{
public:
    explicit ByteCursor(std::string_view bytes, std::size_t position = 0)
        : m_bytes(bytes)
        , m_position(position)
    {
    }

    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] std::size_t left() const { return m_bytes.size() - m_position; }

    /// A little-endian number.
    template <typename Number>
    [[nodiscard]] bool read(Number& number)
    {
        static_assert(std::is_arithmetic_v<Number>);
        std::string_view piece;
        if (!take(sizeof number, piece)) {
            return false;
        }
        std::memcpy(&number, piece.data(), sizeof number);
        return true;
    }

    template <typename... Numbers>
    [[nodiscard]] bool readAll(Numbers&... numbers)
    {
        return (read(numbers) && ...);
    }

    /// The next length bytes; a view.
    [[nodiscard]] bool take(std::size_t length, std::string_view& piece)
    {
        if (m_position > m_bytes.size() || length > left()) {
            return false;
        }
        piece = m_bytes.substr(m_position, length);
        m_position += length;
        return true;
    }

private:
    std::string_view m_bytes;
    std::size_t m_position;
};

} // namespace weft
