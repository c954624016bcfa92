#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace weft {

/// Replaces a file as a whole: temporary file beside it, fsync, rename, fsync of the folder. A
/// crash leaves the old content or the new, never a mixture. Fails with WriteFailed, naming the
/// file and the system's reason; the old content then stands.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& file,
                                               std::string_view content);

/// The same for a content that lies in several pieces, written one after the other.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& file,
                                               std::span<const std::string_view> pieces);

/// Writes all of content to an open file, however often the system takes only a part of it.
/// subject names the file in the Error, which is WriteFailed.
[[nodiscard]] Result<void> writeAll(int descriptor, std::string_view content,
                                    const std::filesystem::path& subject);

/// Makes a folder's entries (new and renamed files) durable. Fails with WriteFailed.
[[nodiscard]] Result<void> syncFolder(const std::filesystem::path& folder);

/// Removes what a killed writeFileAtomically() may have left in a folder. Only for a folder that
/// nobody else is writing to.
void removeLeftovers(const std::filesystem::path& folder);

/// The whole file. Fails with NotFound or Unreadable, also for what is not a regular file: a named
/// pipe would block for ever.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& file);

/// A regular file's size and length bytes of it from first on, or fewer where it ends before. Fails
/// as readFile().
struct FilePart
{
    std::uint64_t fileBytes = 0;
    std::string content;
};
[[nodiscard]] Result<FilePart> readFilePart(const std::filesystem::path& file, std::uint64_t first,
                                            std::size_t length);

} // namespace weft
