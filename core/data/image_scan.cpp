#include "core/data/image_scan.h"

#include "core/base/parallel_for.h"

#include <algorithm>
#include <mutex>
#include <system_error>

namespace weft {

Result<std::vector<ScannedFile>> scanImages(std::span<const std::filesystem::path> files,
                                            const std::stop_token& stop,
                                            const ProgressCallback& report)
{
    std::vector<ScannedFile> scanned(files.size());
    std::mutex mutex;
    std::size_t done = 0;
    if (report) {
        report({0, files.size()});
    }
    const bool complete = parallelFor(files.size(), 0, stop, [&](std::size_t i) {
        auto& file = scanned[i];
        std::error_code problem;
        const auto bytes = std::filesystem::file_size(files[i], problem);
        file.bytes = problem ? 0 : bytes;
        const auto size = probeImage(files[i]);
        if (size) {
            file.size = *size;
        } else {
            file.problem = size.error().reason;
        }
        if (report) {
            const std::scoped_lock lock(mutex);
            report({++done, files.size()});
        }
    });
    if (!complete) {
        return Error{ErrorCode::Cancelled, "", "the scan was cancelled"};
    }
    return scanned;
}

ImageSizes summarizeSizes(std::span<const ImageSize> sizes)
{
    if (sizes.empty()) {
        return {};
    }
    std::vector<int> widths;
    std::vector<int> heights;
    for (const auto& size : sizes) {
        widths.push_back(size.width);
        heights.push_back(size.height);
    }
    std::ranges::sort(widths);
    std::ranges::sort(heights);
    const auto middle = sizes.size() / 2;
    return {widths.front(), heights.front(), widths.back(),
            heights.back(), widths[middle],  heights[middle]};
}

} // namespace weft
