#include "core/data/image.h"

#include "core/base/atomic_file.h"
#include "core/data/jpeg_decoder.h"
#include "core/data/opencv_decoder.h"
#include "core/data/png_decoder.h"
#include "core/data/png_encoder.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace weft {

namespace {

std::span<const std::uint8_t> bytesOf(const std::string& content)
{
    return {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()};
}

/// A view for OpenCV's functions that only read.
cv::Mat matOf(const Image& image)
{
    return cv::Mat(image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.rgb.data()));
}

} // namespace

Result<Image> decodeImage(std::span<const std::uint8_t> bytes, const std::string& name)
{
    try {
        if (bytes.empty()) {
            return Error{ErrorCode::Corrupt, name, "the file is empty"};
        }
        if (isJpeg(bytes)) {
            return decodeJpeg(bytes, name);
        }
        if (isPng(bytes)) {
            return decodePng(bytes, name);
        }
        if (isOpenCvFormat(bytes)) {
            return decodeWithOpenCv(bytes, name);
        }
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, name, "the picture does not fit the memory"};
    }
    return Error{ErrorCode::Corrupt, name,
                 "the content is not a JPEG, PNG, BMP, WebP or TIFF picture"};
}

Result<Image> readImage(const std::filesystem::path& file)
{
    const auto content = readFile(file);
    return content ? decodeImage(bytesOf(*content), file.string()) : content.error();
}

Result<ImageSize> probeImage(const std::filesystem::path& file)
{
    const auto content = readFile(file);
    if (!content) {
        return content.error();
    }
    const auto bytes = bytesOf(*content);
    if (isJpeg(bytes)) {
        // An eighth of the sides needs no inverse transform, yet every coded bit is read.
        const auto small = decodeJpeg(bytes, file.string(), 8);
        return small ? jpegSize(bytes, file.string()) : small.error();
    }
    const auto image = decodeImage(bytes, file.string());
    if (!image) {
        return image.error();
    }
    return ImageSize{image->width, image->height};
}

void overWhite(std::span<const std::uint8_t> rgba, std::span<std::uint8_t> rgb)
{
    for (std::size_t pixel = 0; 4 * pixel < rgba.size(); ++pixel) {
        const int alpha = rgba[4 * pixel + 3];
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const int value = rgba[4 * pixel + channel];
            rgb[3 * pixel + channel] =
                static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
        }
    }
}

Image thumbnail(const Image& image, int side)
{
    const int longer = std::max(image.width, image.height);
    if (image.empty() || side < 1 || longer <= side) {
        return image;
    }
    const auto scaled = [&](int length) {
        return std::max(1, static_cast<int>(std::int64_t{length} * side / longer));
    };
    Image small{scaled(image.width), scaled(image.height), {}};
    small.rgb.resize(std::size_t{3} * small.width * small.height);
    cv::Mat target(small.height, small.width, CV_8UC3, small.rgb.data());
    cv::resize(matOf(image), target, target.size(), 0, 0, cv::INTER_AREA);
    return small;
}

Result<void> writePng(const Image& image, const std::filesystem::path& file)
{
    const auto bytes = encodePng(image);
    if (!bytes) {
        return Error{bytes.error().code, file.string(), bytes.error().reason};
    }
    return writeFileAtomically(file, {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
}

bool isImageFile(const std::filesystem::path& file)
{
    constexpr std::array<std::string_view, 7> endings{".jpg",  ".jpeg", ".png", ".bmp",
                                                      ".webp", ".tif",  ".tiff"};
    auto ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::ranges::find(endings, ending) != endings.end();
}

} // namespace weft
