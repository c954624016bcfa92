#pragma once

#include "core/base/file_descriptor.h"
#include "core/base/result.h"

#include <filesystem>
#include <span>
#include <string_view>

namespace weft {

/// The folder that a file lies in; "." for a bare name.
[[nodiscard]] std::filesystem::path folderOf(const std::filesystem::path& file);

/// A name in the folder that nobody has: .weft-<16 hexadecimal digits>.tmp. It does not grow with
/// the name of what is written, which may be as long as the file system allows.
[[nodiscard]] std::filesystem::path temporaryName(const std::filesystem::path& folder);

/// Whether a name, without its folder, is of that kind.
[[nodiscard]] bool isTemporaryName(std::string_view name);

/// An Error with the system's words for an errno.
[[nodiscard]] Error systemError(ErrorCode code, const std::filesystem::path& subject, int number);

/// Renames, and makes the folder's entry durable. Without replace it fails with AlreadyExists where
/// there is something at the name, also if it has come there a moment ago; else with WriteFailed.
[[nodiscard]] Result<void> renameDurably(const std::filesystem::path& from,
                                         const std::filesystem::path& to, bool replace);

/// A file under a temporary name beside the one that it may become; it vanishes unless it does.
/// Locked while it lives, so that removeAbandoned() leaves it alone. Move-only.
class TemporaryFile
{
public:
    /// Fails with WriteFailed, naming file.
    [[nodiscard]] static Result<TemporaryFile> beside(const std::filesystem::path& file);
    ~TemporaryFile();
    TemporaryFile(TemporaryFile&& other) noexcept;
    TemporaryFile& operator=(TemporaryFile&&) = delete;

    /// Empty once it has its name.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

    /// Appends the pieces, one after the other. Fails with WriteFailed.
    [[nodiscard]] Result<void> write(std::span<const std::string_view> pieces);

    /// Makes what has been written durable. Fails with WriteFailed.
    [[nodiscard]] Result<void> sync();

    /// renameDurably() to the file. It may fail when the file has its name already, but would not
    /// be sure to outlive a crash.
    [[nodiscard]] Result<void> giveName(bool replace);

    /// Both, one after the other.
    [[nodiscard]] Result<void> keep(bool replace = true);

private:
    TemporaryFile(std::filesystem::path file, std::filesystem::path path, FileDescriptor open);

    std::filesystem::path m_file;
    std::filesystem::path m_path; ///< Empty once it is kept or moved from.
    FileDescriptor m_descriptor;
};

/// Removes the temporary files and folders that a killed process has left in a folder: those that
/// are a minute old and that nobody holds. Safe where others are writing.
void removeAbandoned(const std::filesystem::path& folder);

} // namespace weft
