#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// An image in memory: RGB, 8 bits a channel, row by row from the top, without padding.
struct Image
{
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb; ///< 3 * width * height bytes.

    [[nodiscard]] bool empty() const { return rgb.empty(); }
};

/// Sides in pixels, as shown.
struct ImageSize
{
    int width = 0;
    int height = 0;
};

/// Larger pictures are refused as Unsupported, since they would not fit a usual memory.
inline constexpr std::size_t maximumPixels = 300'000'000;

/// Decodes JPEG, PNG, BMP, WebP or TIFF. Grey becomes RGB, alpha is laid over white, 16 bits become
/// 8, EXIF rotation is applied. name stands in the error. Fails with Corrupt (also where a JPEG
/// ends early) or Unsupported. Thread-safe.
[[nodiscard]] Result<Image> decodeImage(std::span<const std::uint8_t> bytes,
                                        const std::string& name);

/// Reads and decodes a file. Fails as decodeImage does, with NotFound or Unreadable besides.
[[nodiscard]] Result<Image> readImage(const std::filesystem::path& file);

/// Reads the whole file to find damage, as readImage() does but quicker where the format allows it.
/// The size is the one to be shown. Fails as readImage() does.
[[nodiscard]] Result<ImageSize> probeImage(const std::filesystem::path& file);

/// Lays RGBA pixels over white. rgb has three bytes for each four of rgba.
void overWhite(std::span<const std::uint8_t> rgba, std::span<std::uint8_t> rgb);

/// The image scaled to fit a square of that side (never enlarged), for thumbnails.
[[nodiscard]] Image thumbnail(const Image& image, int side);

/// Writes a PNG atomically.
[[nodiscard]] Result<void> writePng(const Image& image, const std::filesystem::path& file);

/// True for the endings Weft reads (any case): jpg, jpeg, png, bmp, webp, tif, tiff.
[[nodiscard]] bool isImageFile(const std::filesystem::path& file);

} // namespace weft
