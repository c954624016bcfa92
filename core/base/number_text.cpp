#include "core/base/number_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace weft {

std::string percentText(double share)
{
    return numberText(100 * share, 1) + " %";
}

std::string countText(std::int64_t number)
{
    const auto digits = std::to_string(number < 0 ? -number : number);
    std::string text(number < 0 ? "-" : "");
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) {
            text += ',';
        }
        text += digits[i];
    }
    return text;
}

std::string megabytesText(std::uint64_t bytes)
{
    const double megabytes = static_cast<double>(bytes) / 1e6;
    return numberText(megabytes, megabytes < 10 ? 1 : 0) + " MB";
}

std::string durationText(double seconds)
{
    const auto whole = static_cast<std::int64_t>(std::llround(std::max(seconds, 0.0)));
    if (whole < 60) {
        return std::to_string(whole) + " s";
    }
    if (whole < 3600) {
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    }
    return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

std::string numberText(double value, int decimals)
{
    char buffer[64];
    std::snprintf(buffer, sizeof(buffer), "%.*f", decimals, value);
    return buffer;
}

std::string differenceText(double difference)
{
    char buffer[32];
    std::snprintf(buffer, sizeof(buffer), "%.2g", difference);
    return buffer;
}

} // namespace weft
