#pragma once

#include <charconv>
#include <string>
#include <system_error>

namespace weft {

/// The whole text as a number; false where anything else stands in it. Not by the locale.
template <typename T>
[[nodiscard]] bool parseNumber(const std::string& text, T& value)
{
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end;
}

} // namespace weft
