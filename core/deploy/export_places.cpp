#include "core/deploy/export_places.h"

#include "core/base/temporary_file.h"
#include "core/deploy/table_files.h"

#include <set>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// The same for two spellings of a path, as far as folders that exist can tell.
fs::path plain(const fs::path& path)
{
    std::error_code failure;
    auto absolute = fs::weakly_canonical(fs::absolute(path, failure), failure);
    return failure ? path.lexically_normal() : absolute;
}

/// Whether there is something at the name. A name that cannot even be asked for, as one that is too
/// long, cannot be given in the end either: WriteFailed.
Result<bool> isTaken(const fs::path& file)
{
    std::error_code failure;
    const auto status = fs::symlink_status(file, failure);
    if (status.type() == fs::file_type::none) {
        return Error{ErrorCode::WriteFailed, file.string(), failure.message()};
    }
    return fs::exists(status);
}

Result<void> checkFile(const fs::path& file, bool replace)
{
    std::error_code ignored;
    const auto taken = isTaken(file);
    if (!taken) {
        return taken.error();
    }
    if (fs::is_directory(fs::status(file, ignored))) {
        return Error{ErrorCode::WriteFailed, file.string(), "there is a folder of this name"};
    }
    if (*taken && !replace) {
        return Error{ErrorCode::AlreadyExists, file.string(),
                     "there is a file of this name; it stays as it is"};
    }
    const auto probe = TemporaryFile::beside(file);
    return probe ? Result<void>() : probe.error();
}

/// What else is in a folder that exists stays.
Result<void> checkFolder(const ExportTarget& target)
{
    std::error_code ignored;
    const auto taken = isTaken(target.file);
    if (!taken) {
        return taken.error();
    }
    if (!fs::exists(target.file, ignored)) {
        const auto probe = TemporaryFile::beside(target.file);
        return probe ? Result<void>() : probe.error();
    }
    if (!fs::is_directory(target.file, ignored)) {
        return Error{ErrorCode::WriteFailed, target.file.string(), "it is not a folder"};
    }
    removeAbandoned(target.file);
    for (const auto& file : filesOf(target)) {
        if (auto checked = checkFile(file, target.replace); !checked) {
            return checked;
        }
    }
    return {};
}

} // namespace

std::vector<fs::path> filesOf(const ExportTarget& target)
{
    if (target.format == ExportFormat::OwnInt8) {
        return {};
    }
    if (target.format == ExportFormat::Tables) {
        std::vector<fs::path> files;
        for (const char* name : tableFiles) {
            files.push_back(target.file / name);
        }
        return files;
    }
    if (target.format != ExportFormat::SafeTensors) {
        return {target.file};
    }
    auto python = target.file;
    return {python.replace_extension(".py"), target.file};
}

Result<void> checkPlace(const ExportTarget& target)
{
    if (target.format == ExportFormat::OwnInt8) {
        return {};
    }
    if (target.file.filename().empty() || target.file.filename() == "." ||
        target.file.filename() == "..") {
        return Error{ErrorCode::InvalidArgument, target.file.string(), "it names no file"};
    }
    if (target.format == ExportFormat::SafeTensors && target.file.extension() == ".py") {
        return Error{ErrorCode::InvalidArgument, target.file.string(),
                     "the Python file beside it would have the same name"};
    }
    const auto folder = folderOf(target.file);
    std::error_code failure;
    if (!fs::is_directory(folder, failure)) {
        const bool there = fs::exists(folder, failure);
        return Error{there ? ErrorCode::WriteFailed : ErrorCode::NotFound, folder.string(),
                     there ? "it is not a folder" : "the folder does not exist"};
    }
    removeAbandoned(folder);
    if (target.format == ExportFormat::Tables) {
        return checkFolder(target);
    }
    for (const auto& file : filesOf(target)) {
        if (auto checked = checkFile(file, target.replace); !checked) {
            return checked;
        }
    }
    return {};
}

std::optional<std::size_t> clashing(const std::vector<ExportTarget>& targets)
{
    std::set<fs::path> taken;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        for (const auto& file : filesOf(targets[i])) {
            if (!taken.insert(plain(file)).second) {
                return i;
            }
        }
    }
    return {};
}

} // namespace weft
