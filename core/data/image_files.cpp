#include "core/data/image_files.h"

#include "core/data/image.h"

#include <algorithm>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> imagesBelow(const fs::path& folder, std::size_t before,
                                  const std::stop_token& stop, const ProgressCallback& report)
{
    std::vector<fs::path> images;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           error);
    while (!error && entry != fs::recursive_directory_iterator() && !stop.stop_requested()) {
        std::error_code ignored;
        if (entry->path().filename().native().starts_with('.')) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file(ignored) && isImageFile(entry->path())) {
            images.push_back(entry->path());
            if (report) {
                report({before + images.size(), 0});
            }
        }
        entry.increment(error);
    }
    std::ranges::sort(images);
    return images;
}

} // namespace

std::vector<fs::path> expandImages(const std::vector<fs::path>& paths, const std::stop_token& stop,
                                   const ProgressCallback& report)
{
    std::vector<fs::path> images;
    for (const auto& path : paths) {
        std::error_code error;
        if (fs::is_directory(path, error)) {
            const auto below = imagesBelow(path, images.size(), stop, report);
            images.insert(images.end(), below.begin(), below.end());
        } else {
            images.push_back(path);
        }
    }
    return images;
}

} // namespace weft
