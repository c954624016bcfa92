#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace weft {

/// The image files of one class folder.
struct ClassFiles
{
    std::string name;                         ///< The folder's name, as valid UTF-8.
    std::vector<std::filesystem::path> files; ///< Sorted; subfolders are included.
};

/// What a folder offers before any picture is opened.
struct FolderListing
{
    std::vector<ClassFiles> train;
    std::vector<ClassFiles> validation; ///< Empty where the folder has no such part.
    bool givenSplit = false;
    std::vector<std::filesystem::path> foreign; ///< Pictures of a kind that Weft does not read.
    std::vector<std::string> warnings;          ///< Folders that cannot be opened.
};

/// Lists train/ with val/, valid/, validation/ or test/ (the first of them that is there), or one
/// level of class folders. Names that begin with a dot are passed over. Sorted by bytes, so that
/// the order does not depend on the file system. Fails with NotFound, Unreadable or Unsupported.
[[nodiscard]] Result<FolderListing> listImageFolder(const std::filesystem::path& folder);

} // namespace weft
