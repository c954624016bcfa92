#pragma once

#include "core/base/progress.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace weft {

/// Files and folders, with each folder replaced by the images in it and below, in the order of
/// their names; dot-files and dot-folders are passed over, and links to folders are not followed. A
/// name that does not exist stays, so that reading it says so. Blocks; stops early when asked to,
/// with what was found so far. report counts the images found; their total is not known.
[[nodiscard]] std::vector<std::filesystem::path>
expandImages(const std::vector<std::filesystem::path>& paths, const std::stop_token& stop = {},
             const ProgressCallback& report = {});

} // namespace weft
