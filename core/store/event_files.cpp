#include "core/store/event_files.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>

namespace weft {

namespace {

constexpr std::string_view prefix = "events.out.tfevents.";

template <typename Number>
bool readNumber(std::string_view text, Number& number)
{
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end;
}

std::optional<EventFileName> parse(std::string_view text)
{
    if (!text.starts_with(prefix)) {
        return std::nullopt;
    }
    text.remove_prefix(prefix.size());
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    if (first == std::string_view::npos || first == last) {
        return std::nullopt;
    }
    EventFileName name;
    name.host = text.substr(first + 1, last - first - 1);
    if (!readNumber(text.substr(0, first), name.seconds) ||
        !readNumber(text.substr(last + 1), name.ordinal)) {
        return std::nullopt;
    }
    return name;
}

} // namespace

std::string toString(const EventFileName& name)
{
    return std::string(prefix) + std::to_string(name.seconds) + "." + name.host + "." +
           std::to_string(name.ordinal);
}

std::string eventFileHost()
{
    std::array<char, 256> buffer{};
    if (::gethostname(buffer.data(), buffer.size() - 1) != 0 || buffer[0] == 0) {
        return "localhost";
    }
    std::string host(buffer.data());
    std::replace(host.begin(), host.end(), '/', '-');
    return host;
}

std::vector<EventFile> listEventFiles(const std::filesystem::path& folder, std::error_code& failure)
{
    std::vector<EventFile> files;
    std::filesystem::directory_iterator entry(folder, failure);
    while (!failure && entry != std::filesystem::directory_iterator()) {
        if (auto name = parse(entry->path().filename().string())) {
            files.push_back({entry->path(), std::move(*name)});
        }
        entry.increment(failure);
    }
    std::sort(files.begin(), files.end(), [](const EventFile& left, const EventFile& right) {
        return std::pair(left.name.ordinal, left.path) < std::pair(right.name.ordinal, right.path);
    });
    return files;
}

std::vector<EventFile> listEventFiles(const std::filesystem::path& folder)
{
    std::error_code ignored;
    return listEventFiles(folder, ignored);
}

EventFileName nextEventFileName(const std::vector<EventFile>& files)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    EventFileName next{std::chrono::duration_cast<std::chrono::seconds>(now).count(),
                       eventFileHost(), 0};
    for (const auto& file : files) {
        next.seconds = std::max(next.seconds, file.name.seconds + 1);
        next.ordinal = std::max(next.ordinal, file.name.ordinal + 1);
    }
    return next;
}

} // namespace weft
