#include "core/base/csv.h"

#include <array>
#include <charconv>
#include <cmath>

namespace weft {

namespace {

template <typename Number>
std::string shortest(Number value)
{
    if (!std::isfinite(value)) {
        return {};
    }
    std::array<char, 64> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), written.ptr};
}

} // namespace

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string field = "\"";
    for (const char letter : text) {
        field += letter;
        if (letter == '"') {
            field += '"';
        }
    }
    return field + '"';
}

std::string csvLine(const std::vector<std::string>& fields)
{
    std::string line;
    for (const auto& field : fields) {
        line += (&field == fields.data() ? "" : ",") + csvField(field);
    }
    return line + "\r\n";
}

std::string csvNumber(double value)
{
    return shortest(value);
}

std::string csvNumber(float value)
{
    return shortest(value);
}

} // namespace weft
