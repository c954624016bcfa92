#include "core/data/opencv_decoder.h"

#include "core/data/exif_orientation.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace weft {

namespace {

bool beginsWith(std::span<const std::uint8_t> bytes, std::string_view magic, std::size_t offset = 0)
{
    return bytes.size() >= offset + magic.size() &&
           std::memcmp(bytes.data() + offset, magic.data(), magic.size()) == 0;
}

bool isBmp(std::span<const std::uint8_t> bytes)
{
    return beginsWith(bytes, "BM");
}

bool isWebP(std::span<const std::uint8_t> bytes)
{
    return beginsWith(bytes, "RIFF") && beginsWith(bytes, "WEBP", 8);
}

bool isTiff(std::span<const std::uint8_t> bytes)
{
    return beginsWith(bytes, {"II*\0", 4}) || beginsWith(bytes, {"MM\0*", 4});
}

std::size_t littleEndian(std::span<const std::uint8_t> bytes, std::size_t offset)
{
    std::size_t value = 0;
    for (std::size_t i = 4; i > 0 && offset + 4 <= bytes.size(); --i) {
        value = value << 8 | bytes[offset + i - 1];
    }
    return value;
}

/// OpenCV prints a message of its own where the data runs out, so a short file is caught before.
bool endsEarly(std::span<const std::uint8_t> bytes)
{
    if (isWebP(bytes)) {
        return bytes.size() < littleEndian(bytes, 4) + 8;
    }
    return isBmp(bytes) && bytes.size() < littleEndian(bytes, 2);
}

int webPOrientation(std::span<const std::uint8_t> bytes)
{
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const auto size = littleEndian(bytes, at + 4);
        if (beginsWith(bytes, "EXIF", at)) {
            auto block = bytes.subspan(at + 8, std::min(size, bytes.size() - at - 8));
            if (beginsWith(block, {"Exif\0\0", 6})) {
                block = block.subspan(6);
            }
            return exifOrientation(block);
        }
        at += 8 + size + size % 2;
    }
    return 1;
}

Image fromMat(const cv::Mat& decoded)
{
    cv::Mat eight = decoded;
    if (decoded.depth() == CV_16U) {
        decoded.convertTo(eight, CV_8U, 1.0 / 257.0);
    }
    Image image{eight.cols, eight.rows, std::vector<std::uint8_t>(3 * eight.total())};
    cv::Mat target(eight.rows, eight.cols, CV_8UC3, image.rgb.data());
    if (eight.channels() == 4) {
        cv::Mat rgba;
        cv::cvtColor(eight, rgba, cv::COLOR_BGRA2RGBA);
        overWhite({rgba.data, 4 * rgba.total()}, image.rgb);
    } else {
        cv::cvtColor(eight, target, eight.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    }
    return image;
}

} // namespace

bool isOpenCvFormat(std::span<const std::uint8_t> bytes)
{
    return isBmp(bytes) || isWebP(bytes) || isTiff(bytes);
}

Result<Image> decodeWithOpenCv(std::span<const std::uint8_t> bytes, const std::string& name)
{
    if (endsEarly(bytes)) {
        return Error{ErrorCode::Corrupt, name, "the file ends early"};
    }
    try {
        const cv::Mat input(1, static_cast<int>(bytes.size()), CV_8U,
                            const_cast<std::uint8_t*>(bytes.data()));
        const auto decoded =
            cv::imdecode(input, isBmp(bytes) ? cv::IMREAD_COLOR : cv::IMREAD_UNCHANGED);
        if (decoded.empty()) {
            return Error{ErrorCode::Corrupt, name, "the picture data is damaged or incomplete"};
        }
        const int channels = decoded.channels();
        if ((decoded.depth() != CV_8U && decoded.depth() != CV_16U) ||
            (channels != 1 && channels != 3 && channels != 4)) {
            return Error{ErrorCode::Unsupported, name, "the pixels are not of 8 or 16 bits"};
        }
        auto image = fromMat(decoded);
        return isWebP(bytes) ? orientImage(std::move(image), webPOrientation(bytes)) : image;
    } catch (const std::exception&) {
        return Error{ErrorCode::Corrupt, name, "the picture data is damaged or too large"};
    }
}

} // namespace weft
