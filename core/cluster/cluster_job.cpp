#include "core/cluster/cluster_job.h"

#include "core/cluster/shell_text.h"
#include "core/store/run_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>

namespace weft {

namespace {

constexpr int mostNodes = 100'000;
constexpr int mostTasks = 4096;
constexpr int mostCpus = 4096;
constexpr std::size_t longestWord = 1024;

bool isPlain(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

/// Letters, digits and the given others; does not begin with a hyphen, so that no program takes it
/// for an option.
Result<void> checkWord(const std::string& subject, const std::string& word, std::string_view others)
{
    const auto allowed = [others](char character) {
        return isPlain(character) || others.find(character) != std::string_view::npos;
    };
    if (word.empty() || word.size() > longestWord) {
        return Error{ErrorCode::InvalidArgument, subject,
                     word.empty() ? "is empty" : "is too long"};
    }
    if (word.front() == '-') {
        return Error{ErrorCode::InvalidArgument, subject, "“" + word + "” begins with a hyphen"};
    }
    if (const auto wrong = std::ranges::find_if_not(word, allowed); wrong != word.end()) {
        return Error{ErrorCode::InvalidArgument, subject,
                     hasControlCharacters(word) ? std::string("holds a control character")
                                                : "“" + word + "” may hold letters, digits and " +
                                                      std::string(others) + " only"};
    }
    return {};
}

Result<void> checkNumber(const std::string& subject, int number, int most)
{
    if (number < 1 || number > most) {
        return Error{ErrorCode::InvalidArgument, subject,
                     std::to_string(number) + " is not within 1 and " + std::to_string(most)};
    }
    return {};
}

/// An option that is taken, and its one letter; 0: it has none.
struct TakenOption
{
    std::string_view name;
    char letter;
};

/// They would undo what the job is written for, or keep sbatch from answering.
constexpr std::array<TakenOption, 6> takenOptions{{{"--wrap", 0},
                                                   {"--array", 'a'},
                                                   {"--parsable", 0},
                                                   {"--chdir", 'D'},
                                                   {"--signal", 0},
                                                   {"--wait", 'W'}}};

/// Which of them this is as sbatch reads it, which takes the beginning of a name for the whole and
/// letters without a value in one word, the last of which may have one. Null: none.
const TakenOption* takenIn(std::string_view option)
{
    constexpr std::string_view bareLetters = "hHIkOQsuvV\"'\\"; // And what sbatch takes away.
    if (option.starts_with("--")) {
        const auto name = option.substr(0, option.find_first_of("= "));
        const auto* const found = std::ranges::find_if(
            takenOptions, [name](const auto& taken) { return taken.name.starts_with(name); });
        return found == takenOptions.end() ? nullptr : found;
    }
    const auto at = option.find_first_not_of(bareLetters, 1);
    if (at == std::string_view::npos) {
        return nullptr;
    }
    const auto* const found = std::ranges::find(takenOptions, option[at], &TakenOption::letter);
    return found == takenOptions.end() ? nullptr : found;
}

/// Whether behind a blank another option begins. sbatch takes quotes and backslashes away.
bool holdsAnother(std::string_view option)
{
    for (auto blank = option.find(' '); blank != std::string_view::npos;
         blank = option.find(' ', blank + 1)) {
        const auto word = option.find_first_not_of("\"'\\", blank + 1);
        if (word != std::string_view::npos && option[word] == '-') {
            return true;
        }
    }
    return false;
}

/// Whether it begins as an option does: a hyphen and a letter, or two and a name.
bool isOption(std::string_view option)
{
    if (!option.starts_with("--")) {
        return option.size() > 1 && option.front() == '-' && isPlain(option[1]);
    }
    const auto name = option.substr(2, option.find_first_of("= ") - 2);
    return !name.empty() && isPlain(name.front()) &&
           std::ranges::all_of(name, [](char each) { return isPlain(each) || each == '-'; });
}

/// An option of sbatch as one line of the script.
Result<void> checkOption(const std::string& option)
{
    constexpr std::string_view subject = "--sbatch";
    const auto refuse = [subject](std::string reason) {
        return Error{ErrorCode::InvalidArgument, std::string(subject), std::move(reason)};
    };
    if (!isOption(option) || option.size() > longestWord) {
        return refuse("“" + option + "” is no option of sbatch, such as --mem=16G");
    }
    if (hasControlCharacters(option) || option.find('#') != std::string::npos) {
        return refuse("an option may hold neither a control character nor a #");
    }
    if (holdsAnother(option)) {
        return refuse("“" + option + "” holds more than one option; give each by itself");
    }
    if (const auto* const taken = takenIn(option)) {
        return refuse("“" + option + "” cannot be given: a job of Weft would not work with " +
                      std::string(taken->name));
    }
    return {};
}

Result<void> checkClusterPath(const std::string& subject, const std::string& path)
{
    if (hasControlCharacters(path) || path.size() > 4 * longestWord) {
        return Error{ErrorCode::InvalidArgument, subject,
                     "the path holds a control character or is too long"};
    }
    if (!path.starts_with('/') && !path.starts_with("~/")) {
        return Error{ErrorCode::InvalidArgument, subject,
                     "“" + path +
                         "” is not an absolute path on the cluster (or one beginning "
                         "with ~/)"};
    }
    return {};
}

/// What the configuration names on the disk has to be a path of the cluster, which only the person
/// can know; relative ones would be looked for in the job's folder.
Result<void> checkConfigPath(const std::string& key, const std::string& path)
{
    if (path.empty() || path.starts_with("builtin:") || path.starts_with('/')) {
        return {};
    }
    return Error{ErrorCode::InvalidArgument, key,
                 "“" + path + "” is not an absolute path on the cluster"};
}

} // namespace

Result<long long> parseJobTime(const std::string& text)
{
    const Error wrong{ErrorCode::InvalidArgument, "--time",
                      "“" + text +
                          "” is no time limit; write HOURS:MINUTES:SECONDS, such as 02:30:00, or "
                          "DAYS-HOURS, such as 1-12"};
    std::vector<long long> numbers;
    std::size_t days = 0; // 1: the first number counts days.
    std::string_view rest = text;
    for (bool more = true; more;) {
        const auto end = std::min(rest.find_first_of(":-"), rest.size());
        long long number = 0;
        const auto* const last = rest.data() + end;
        const auto [stop, failure] = std::from_chars(rest.data(), last, number);
        if (end == 0 || end > 7 || failure != std::errc() || stop != last || number < 0) {
            return wrong;
        }
        numbers.push_back(number);
        more = end < rest.size();
        if (more && rest[end] == '-') {
            if (numbers.size() > 1) {
                return wrong;
            }
            days = 1;
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto parts = numbers.size() - days;
    if (parts == 0 || parts > 3) {
        return wrong;
    }
    // Behind days the first number is hours; without them one number or two begin with minutes.
    const std::array<long long, 3> units{3600, 60, 1};
    const std::size_t first = days == 1 || parts == 3 ? 0 : 1;
    long long seconds = days == 1 ? numbers.front() * 86'400 : 0;
    for (std::size_t part = 0; part < parts; ++part) {
        seconds += numbers[days + part] * units.at(first + part);
    }
    return seconds > 0 ? Result<long long>(seconds) : wrong;
}

Result<void> checkResources(const JobResources& resources)
{
    const std::array<std::pair<const char*, std::pair<int, int>>, 3> numbers{{
        {"--nodes", {resources.nodes, mostNodes}},
        {"--tasks", {resources.tasksPerNode, mostTasks}},
        {"--cpus", {resources.cpusPerTask, mostCpus}},
    }};
    for (const auto& [subject, limits] : numbers) {
        if (auto checked = checkNumber(subject, limits.first, limits.second); !checked) {
            return checked;
        }
    }
    if (const auto time = parseJobTime(resources.time); !time) {
        return time.error();
    }
    // Slurm takes several partitions with commas between them.
    for (const auto& [subject, word] : {std::pair("--partition", resources.partition),
                                        std::pair("--account", resources.account)}) {
        if (!word.empty()) {
            if (auto checked = checkWord(subject, word, "._,-"); !checked) {
                return checked;
            }
        }
    }
    for (const auto& module : resources.modules) {
        if (auto checked = checkWord("--module", module, "._/+=@:-"); !checked) {
            return checked;
        }
    }
    for (const auto& option : resources.options) {
        if (auto checked = checkOption(option); !checked) {
            return checked;
        }
    }
    return {};
}

Result<void> checkPlace(const ClusterPlace& place)
{
    if (!place.host.empty()) {
        if (auto checked = checkWord("--host", place.host, "._@:%[]-"); !checked) {
            return checked;
        }
    }
    // A program without a slash is looked for in PATH.
    if (place.program.find('/') == std::string::npos) {
        if (auto checked = checkWord("--weft-cli", place.program, "._+-"); !checked) {
            return checked;
        }
    } else if (auto checked = checkClusterPath("--weft-cli", place.program); !checked) {
        return checked;
    }
    if (auto checked = checkClusterPath("--folder", place.folder); !checked) {
        return checked;
    }
    return checkClusterPath(place.host.empty() ? "--runs" : "--host-runs", place.library);
}

Result<void> checkJob(const ClusterJob& job)
{
    if (auto checked = checkResources(job.resources); !checked) {
        return checked;
    }
    if (auto checked = checkPlace(job.place); !checked) {
        return checked;
    }
    if (hasControlCharacters(job.name)) {
        return Error{ErrorCode::InvalidArgument, "--name", "holds a control character"};
    }
    if (!job.config) { // The run is there, under a name that was not made here.
        return hasControlCharacters(job.id)
                   ? Result<void>(Error{ErrorCode::InvalidArgument, "--run",
                                        "the path holds a control character"})
                   : Result<void>();
    }
    if (auto checked = checkRunId(job.id); !checked) {
        return checked;
    }
    const auto& config = *job.config;
    for (const auto& [key, path] : {std::pair("data.source", config.data.source),
                                    std::pair("model.weights", config.model.weights),
                                    std::pair("train.teacher", config.train.teacher)}) {
        if (auto checked = checkConfigPath(key, path); !checked) {
            return checked;
        }
    }
    return {};
}

std::string clusterRunId(const std::string& name)
{
    constexpr std::size_t longestStem = 50; // The digits behind it have to have room.
    std::string stem;
    for (const char character : folderNameFor(name)) {
        const bool stays = isPlain(character) || character == '_';
        if (stays || (!stem.empty() && stem.back() != '-')) {
            stem += stays ? character : '-';
        }
    }
    return makeRunId(stem.substr(0, longestStem));
}

std::string jobFolder(const ClusterJob& job)
{
    return job.place.folder + "/" + job.folderName;
}

std::string runDirectory(const ClusterJob& job)
{
    return job.place.library + "/" + job.id;
}

} // namespace weft
