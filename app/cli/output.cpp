#include "app/cli/output.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace weft::cli {

namespace {

constexpr std::size_t firstFew = 5;

std::size_t characters(const std::string& text)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

} // namespace

void printJson(const Json& object)
{
    std::cout << object.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

int fail(const Error& error, int code)
{
    tell(toString(error));
    return code;
}

void tell(const std::string& text)
{
    std::cerr << "weft-cli: " + text + '\n';
}

void reportSkipped(const DataSource& data, bool verbose, bool json)
{
    for (const auto& warning : data.warnings) {
        tell("warning: " + warning);
    }
    if (data.skipped.empty()) {
        return;
    }
    const auto count = data.skipped.size();
    tell("warning: " + countText(static_cast<std::int64_t>(count)) +
         (count == 1 ? " file is skipped:" : " files are skipped:"));
    const auto shown = verbose ? count : std::min(count, firstFew);
    for (std::size_t i = 0; i < shown; ++i) {
        std::cerr << "  " + data.skipped[i].path + ": " + data.skipped[i].reason + '\n';
    }
    if (shown < count) {
        std::cerr << "  and " + countText(static_cast<std::int64_t>(count - shown)) +
                         " more; --verbose lists all\n";
    }
    if (json) {
        auto list = Json::array();
        for (const auto& file : data.skipped) {
            list.push_back({{"file", file.path}, {"reason", file.reason}});
        }
        printJson({{"skipped", list}});
    }
}

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

std::string padded(const std::string& text, std::size_t width)
{
    const auto length = characters(text);
    return length >= width ? text : text + std::string(width - length, ' ');
}

} // namespace weft::cli
