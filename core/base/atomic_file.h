#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// Replaces a file as a whole: temporary file beside it, fsync, rename, fsync of the folder. A
/// crash leaves the old content or the new, never a mixture. Fails with WriteFailed, naming the
/// file and the system's reason; the old content then stands.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& file,
                                               std::string_view content);

/// The whole file. Fails with NotFound or Unreadable.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& file);

} // namespace weft
