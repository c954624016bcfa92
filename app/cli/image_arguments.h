#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weft::cli {

/// Files and folders as they were typed, with each folder replaced by the images in it and below,
/// in the order of their names; dot-files and dot-folders are passed over. A name that does not
/// exist stays, so that reading it says so.
[[nodiscard]] std::vector<std::filesystem::path>
expandImages(const std::vector<std::string>& arguments);

} // namespace weft::cli
