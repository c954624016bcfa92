#include "core/store/run_library.h"

#include "core/store/run_files.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// The run folders of a library, readable or not, in no order.
Result<std::vector<fs::path>> runFolders(const fs::path& library)
{
    std::vector<fs::path> folders;
    std::error_code failure;
    fs::directory_iterator entry(library, failure);
    if (failure == std::errc::no_such_file_or_directory) {
        return folders;
    }
    while (!failure && entry != fs::directory_iterator()) {
        std::error_code ignored;
        if (!entry->path().filename().string().starts_with('.') &&
            fs::exists(run_files::record(entry->path()), ignored)) {
            folders.push_back(entry->path());
        }
        entry.increment(failure);
    }
    if (failure) {
        return Error{ErrorCode::Unreadable, library.string(), failure.message()};
    }
    return folders;
}

LibraryEntry readEntry(const fs::path& path)
{
    LibraryEntry entry;
    entry.path = path;
    auto run = RunDirectory::open(path);
    if (run) {
        entry.record = run->record();
        entry.label = run->label();
        entry.status = run->status();
        return entry;
    }
    entry.error = run.error();
    auto label = readLabel(path);
    entry.label = label ? std::move(*label) : RunLabel{path.filename().string(), {}};
    return entry;
}

std::string creationTime(const LibraryEntry& entry)
{
    return entry.record ? entry.record->created : std::string();
}

/// The number behind "stem-" in a run's name; 0 where the name is another.
int numberBehind(std::string_view name, const std::string& stem)
{
    const auto prefix = stem + "-";
    if (!name.starts_with(prefix)) {
        return 0;
    }
    name.remove_prefix(prefix.size());
    int number = 0;
    const auto* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, number);
    return error == std::errc() && stop == end ? number : 0;
}

fs::path homeFolder()
{
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != 0) {
        return home;
    }
    const auto* user = ::getpwuid(::getuid());
    return user != nullptr ? fs::path(user->pw_dir) : fs::current_path();
}

} // namespace

Result<std::vector<LibraryEntry>> listRuns(const fs::path& library)
{
    const auto folders = runFolders(library);
    if (!folders) {
        return folders.error();
    }
    std::vector<LibraryEntry> entries;
    for (const auto& folder : *folders) {
        entries.push_back(readEntry(folder));
    }
    // Unreadable runs have no time and come last.
    std::sort(entries.begin(), entries.end(), [](const auto& left, const auto& right) {
        return std::pair(creationTime(left), left.path) >
               std::pair(creationTime(right), right.path);
    });
    return entries;
}

fs::path defaultLibrary()
{
    if (const char* runs = std::getenv("WEFT_RUNS"); runs != nullptr && *runs != 0) {
        return runs;
    }
    // The XDG specification has relative paths ignored.
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
        return fs::path(data) / "weft" / "runs";
    }
    return homeFolder() / ".local" / "share" / "weft" / "runs";
}

std::string runNameStem(const std::string& what, const std::string& dataTitle)
{
    std::string stem = what;
    for (const char letter : dataTitle.empty() ? std::string() : "-" + dataTitle) {
        // Letters outside ASCII stay as they are, so that a Chinese title is kept.
        const auto byte = static_cast<unsigned char>(letter);
        stem += letter == ' ' ? '-' : static_cast<char>(byte < 128 ? std::tolower(byte) : byte);
    }
    return stem;
}

std::string proposeRunName(const fs::path& library, const std::string& stem,
                           const std::vector<std::string>& taken)
{
    int highest = 0;
    for (const auto& name : taken) {
        highest = std::max(highest, numberBehind(name, stem));
    }
    if (const auto folders = runFolders(library)) {
        for (const auto& folder : *folders) {
            if (const auto label = readLabel(folder)) {
                highest = std::max(highest, numberBehind(label->name, stem));
            }
        }
    }
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%02d", highest + 1);
    return stem + "-" + digits.data();
}

} // namespace weft
