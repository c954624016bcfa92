#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/data_source.h"
#include "core/data/image.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// What the scan learned of one file.
struct ScannedFile
{
    ImageSize size;          ///< Zero where the file cannot be read.
    std::uint64_t bytes = 0; ///< On disk.
    std::string problem;     ///< Why it cannot be read; else empty.
};

/// Opens every file once, on all cores, and reads it to the end. One entry a file, in order. Fails
/// with Cancelled only. report is called by one thread at a time.
[[nodiscard]] Result<std::vector<ScannedFile>>
scanImages(std::span<const std::filesystem::path> files, const std::stop_token& stop,
           const ProgressCallback& report);

/// Smallest, largest and median sides; all zero where there are none.
[[nodiscard]] ImageSizes summarizeSizes(std::span<const ImageSize> sizes);

} // namespace weft
