#include "core/deploy/html_text.h"

#include "core/base/number_text.h"
#include "core/base/utf8.h"

namespace weft {

namespace {

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

} // namespace

std::string escaped(std::string_view text)
{
    std::string html;
    for (const char letter : toValidUtf8(text)) {
        switch (letter) {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        case '\'':
            html += "&#39;";
            break;
        default:
            if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) {
                html += letter == '\n' || letter == '\t' ? std::string(1, letter) : "\xEF\xBF\xBD";
            } else {
                html += letter;
            }
        }
    }
    return html;
}

std::string nameHtml(std::string_view name)
{
    return "<bdi>" + escaped(name) + "</bdi>";
}

std::string shortened(std::string_view text, std::size_t characters)
{
    const auto valid = toValidUtf8(text);
    std::size_t count = 0;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        if (!isContinuation(valid[i]) && count++ == characters) {
            return valid.substr(0, i) + "…";
        }
    }
    return valid;
}

std::string coordinate(double value)
{
    auto text = numberText(value, 2);
    while (text.back() == '0') {
        text.pop_back();
    }
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

} // namespace weft
