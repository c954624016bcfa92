#include "core/data/folder_listing.h"

#include "core/base/utf8.h"
#include "core/data/image.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <system_error>

namespace fs = std::filesystem;

namespace weft {

namespace {

std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

bool isHidden(const fs::path& path)
{
    return path.filename().string().starts_with('.');
}

bool isForeignPicture(const fs::path& file)
{
    constexpr std::array<std::string_view, 8> endings{".gif", ".heic", ".heif", ".avif",
                                                      ".jxl", ".jp2",  ".svg",  ".psd"};
    return std::ranges::find(endings, lowered(file.extension().string())) != endings.end();
}

std::string folderName(const fs::path& folder)
{
    return toValidUtf8(folder.filename().string());
}

/// The entries of a folder, sorted; an error where it cannot be opened.
Result<std::vector<fs::directory_entry>> entriesOf(const fs::path& folder)
{
    std::error_code problem;
    fs::directory_iterator entries(folder, problem);
    std::vector<fs::directory_entry> found;
    for (; !problem && entries != fs::directory_iterator(); entries.increment(problem)) {
        if (!isHidden(entries->path())) {
            found.push_back(*entries);
        }
    }
    if (problem) {
        return Error{ErrorCode::Unreadable, folder.string(), problem.message()};
    }
    std::ranges::sort(found, {}, [](const auto& entry) { return entry.path().native(); });
    return found;
}

bool isFolder(const fs::directory_entry& entry)
{
    std::error_code ignored;
    return entry.is_directory(ignored);
}

void collectFiles(const fs::path& folder, ClassFiles& into, FolderListing& listing)
{
    const auto entries = entriesOf(folder);
    if (!entries) {
        listing.warnings.push_back("The folder " + toValidUtf8(toString(entries.error())));
        return;
    }
    for (const auto& entry : *entries) {
        std::error_code ignored;
        if (isFolder(entry)) {
            // A link to a folder could lead in a circle.
            if (!entry.is_symlink(ignored)) {
                collectFiles(entry.path(), into, listing);
            }
        } else if (isImageFile(entry.path())) {
            into.files.push_back(entry.path());
        } else if (isForeignPicture(entry.path())) {
            listing.foreign.push_back(entry.path());
        }
    }
}

Result<std::vector<ClassFiles>> classesIn(const fs::path& folder, FolderListing& listing)
{
    const auto entries = entriesOf(folder);
    if (!entries) {
        return entries.error();
    }
    std::vector<ClassFiles> classes;
    for (const auto& entry : *entries) {
        if (isFolder(entry)) {
            classes.push_back({folderName(entry.path()), {}});
            collectFiles(entry.path(), classes.back(), listing);
        }
    }
    return classes;
}

/// The subfolder of that name in any case, if it holds folders itself: a folder "train" full of
/// pictures of trains is a class.
std::optional<fs::path> partNamed(std::string_view name,
                                  const std::vector<fs::directory_entry>& entries)
{
    for (const auto& entry : entries) {
        if (isFolder(entry) && lowered(entry.path().filename().string()) == name) {
            const auto inner = entriesOf(entry.path());
            if (inner && std::ranges::any_of(*inner, isFolder)) {
                return entry.path();
            }
        }
    }
    return std::nullopt;
}

} // namespace

Result<FolderListing> listImageFolder(const fs::path& folder)
{
    const auto entries = entriesOf(folder);
    if (!entries) {
        return entries.error();
    }
    FolderListing listing;
    const auto trainPart = partNamed("train", *entries);
    auto train = classesIn(trainPart.value_or(folder), listing);
    if (!train) {
        return train.error();
    }
    listing.train = std::move(*train);
    if (trainPart) {
        for (const auto* name : {"val", "valid", "validation", "test"}) {
            if (const auto part = partNamed(name, *entries)) {
                auto validation = classesIn(*part, listing);
                if (!validation) {
                    return validation.error();
                }
                listing.validation = std::move(*validation);
                listing.givenSplit = true;
                break;
            }
        }
    }
    if (listing.train.empty()) {
        const bool loose = std::ranges::any_of(
            *entries, [](const auto& entry) { return isImageFile(entry.path()); });
        return Error{ErrorCode::Unsupported, folder.string(),
                     loose ? "the images lie directly in the folder; put each class into a folder "
                             "of its own"
                           : "there are no class folders with images"};
    }
    return listing;
}

} // namespace weft
