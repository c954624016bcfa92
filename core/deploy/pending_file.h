#pragma once

#include "core/base/temporary_file.h"

#include <optional>
#include <string>
#include <vector>

namespace weft {

/// A content on its way to its name.
struct PendingFile
{
    std::filesystem::path file;
    std::string content;
    std::optional<TemporaryFile> temporary;
};

/// Puts the content under a temporary name beside the file, and reads it back. Fails with
/// WriteFailed, naming the file.
[[nodiscard]] Result<void> writePending(PendingFile& pending);

/// Gives files that have been written their names, in order; where one fails, those that were new
/// before it are taken away again. Fails as TemporaryFile::keep() does.
[[nodiscard]] Result<void> keepAll(std::vector<PendingFile>& pending, bool replace);

} // namespace weft
