#include "core/store/run_names.h"

#include "core/base/utf8.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <random>
#include <string_view>

namespace weft {

namespace {

constexpr std::size_t longestName = 60;
constexpr std::string_view reserved = "/\\:*?\"<>|'`$&;!()[]{}#%~";

bool becomesHyphen(char character)
{
    const auto byte = static_cast<unsigned char>(character);
    return byte <= 0x20 || byte == 0x7F || reserved.find(character) != std::string_view::npos;
}

} // namespace

std::string folderNameFor(const std::string& runName)
{
    std::string name;
    std::string_view rest = runName;
    while (!rest.empty()) {
        const auto length = utf8SequenceLength(rest, 0);
        const auto character = rest.substr(0, length == 0 ? 1 : length);
        rest.remove_prefix(character.size());
        if (length == 0 || (length == 1 && becomesHyphen(character[0]))) {
            if (!name.empty() && name.back() != '-') {
                name += '-';
            }
        } else if (name.size() + length <= longestName) {
            name += character;
        } else {
            break;
        }
    }
    // A leading dot would hide the folder; some systems drop a trailing one.
    const auto first = name.find_first_not_of(".-");
    const auto last = name.find_last_not_of(".-");
    return first == std::string::npos ? "run" : name.substr(first, last - first + 1);
}

std::string makeRunId(const std::string& runName)
{
    std::random_device random;
    std::array<char, 8> digits{};
    std::snprintf(digits.data(), digits.size(), "%06x", random() & 0xFFFFFFU);
    return folderNameFor(runName) + "-" + digits.data();
}

Result<void> checkRunId(const std::string& id)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    // The folder has to get this very name, so that it is known beforehand.
    if (id.empty() || id.find_first_not_of(allowed) != std::string::npos ||
        folderNameFor(id) != id) {
        return Error{ErrorCode::InvalidArgument, "--id",
                     "an id has 1 to " + std::to_string(longestName) +
                         " letters of a to z, digits, hyphens and underscores, and neither begins "
                         "nor ends with a hyphen"};
    }
    return {};
}

std::string utcTimestamp(std::chrono::seconds ago)
{
    const std::time_t time = std::time(nullptr) - static_cast<std::time_t>(ago.count());
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

} // namespace weft
