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

/// Makes files that have been written durable, all of them, and only then gives them their names,
/// in order. Where one fails without replace, those that have got theirs are taken away again; with
/// replace they stay, and the reason tells of them. named becomes what has its name, also where it
/// fails. Fails as TemporaryFile::keep() does.
[[nodiscard]] Result<void> keepAll(const std::vector<TemporaryFile*>& files, bool replace,
                                   std::vector<std::filesystem::path>& named);

} // namespace weft
