#pragma once

#include <string_view>

namespace weft {

/// Whether arrays and objects lie within each other more than so many levels deep. For text of
/// strangers, ahead of the parser: a tree of nothing but brackets takes many times their number of
/// bytes.
[[nodiscard]] constexpr bool nestsDeeper(std::string_view json, int levels)
{
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char letter = json[i];
        if (quoted) {
            i += letter == '\\' ? 1 : 0; // What follows does not end the text.
            quoted = letter != '"';
        } else if (letter == '"') {
            quoted = true;
        } else if (letter == '[' || letter == '{') {
            if (++depth > levels) {
                return true;
            }
        } else if (letter == ']' || letter == '}') {
            --depth;
        }
    }
    return false;
}

} // namespace weft
