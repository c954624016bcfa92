#include "core/cluster/shell_text.h"

#include <algorithm>

namespace weft {

namespace {

/// Characters that mean themselves to a shell anywhere in a word.
bool meansItself(char character)
{
    constexpr std::string_view others = "_./:@%+,-";
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') ||
           others.find(character) != std::string_view::npos;
}

} // namespace

std::string shellWord(std::string_view text)
{
    if (!text.empty() && std::ranges::all_of(text, meansItself)) {
        return std::string(text);
    }
    std::string word = "'";
    for (const char character : text) {
        if (character == '\'') {
            word += "'\\''";
        } else {
            word += character;
        }
    }
    return word + "'";
}

std::string shellPath(std::string_view path)
{
    if (!path.starts_with("~/")) {
        return shellWord(path);
    }
    return "\"$HOME\"/" + shellWord(path.substr(2));
}

bool hasControlCharacters(std::string_view text)
{
    return std::ranges::any_of(text, [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte < 0x20 || byte == 0x7F;
    });
}

} // namespace weft
