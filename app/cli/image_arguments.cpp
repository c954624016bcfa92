#include "app/cli/image_arguments.h"

#include "core/data/image.h"

#include <algorithm>
#include <system_error>

namespace weft::cli {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> imagesBelow(const fs::path& folder)
{
    std::vector<fs::path> images;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (entry->path().filename().native().starts_with('.')) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file(ignored) && isImageFile(entry->path())) {
            images.push_back(entry->path());
        }
    }
    std::ranges::sort(images);
    return images;
}

} // namespace

std::vector<fs::path> expandImages(const std::vector<std::string>& arguments)
{
    std::vector<fs::path> images;
    for (const auto& argument : arguments) {
        std::error_code error;
        if (fs::is_directory(argument, error)) {
            const auto below = imagesBelow(argument);
            images.insert(images.end(), below.begin(), below.end());
        } else {
            images.emplace_back(argument);
        }
    }
    return images;
}

} // namespace weft::cli
