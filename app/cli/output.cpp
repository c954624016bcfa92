#include "app/cli/output.h"

#include <algorithm>
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

std::string padded(const std::string& text, std::size_t width)
{
    const auto length = characters(text);
    return length >= width ? text : text + std::string(width - length, ' ');
}

} // namespace weft::cli
