#include "core/base/utf8.h"

#include <cstdint>

namespace weft {

namespace {

std::uint8_t byteAt(std::string_view text, std::size_t index)
{
    return index < text.size() ? static_cast<std::uint8_t>(text[index]) : 0;
}

} // namespace

std::size_t utf8SequenceLength(std::string_view text, std::size_t index)
{
    const auto first = byteAt(text, index);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t length = first >= 0xF5   ? 0
                               : first >= 0xF0 ? 4
                               : first >= 0xE0 ? 3
                               : first >= 0xC2 ? 2
                                               : 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(text, index + i) & 0xC0) != 0x80) {
            return 0;
        }
    }
    const auto second = byteAt(text, index + 1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

std::string toValidUtf8(std::string_view text)
{
    std::string valid;
    for (std::size_t i = 0; i < text.size();) {
        const auto length = utf8SequenceLength(text, i);
        if (length == 0) {
            valid += "\xEF\xBF\xBD";
            ++i;
        } else {
            valid += text.substr(i, length);
            i += length;
        }
    }
    return valid;
}

std::string printableText(std::string_view text)
{
    constexpr std::size_t longest = 80;
    std::string marked(text.substr(0, longest));
    for (auto& letter : marked) {
        const auto byte = static_cast<std::uint8_t>(letter);
        letter = byte < 0x20 || byte == 0x7F ? '\xFF' : letter;
    }
    return toValidUtf8(marked) + (text.size() > longest ? "…" : "");
}

} // namespace weft
