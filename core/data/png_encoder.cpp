#include "core/data/png_encoder.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <exception>

namespace weft {

Result<std::vector<std::uint8_t>> encodePng(const Image& image)
{
    if (image.empty()) {
        return Error{ErrorCode::InvalidArgument, {}, "the picture has no pixels"};
    }
    try {
        const cv::Mat rgb(image.height, image.width, CV_8UC3,
                          const_cast<std::uint8_t*>(image.rgb.data()));
        cv::Mat bgr;
        cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
        std::vector<std::uint8_t> bytes;
        if (cv::imencode(".png", bgr, bytes)) {
            return bytes;
        }
    } catch (const std::exception&) {
        // Falls through to the one message for every failure of the encoder.
    }
    return Error{ErrorCode::Internal, {}, "the picture could not be encoded as PNG"};
}

} // namespace weft
