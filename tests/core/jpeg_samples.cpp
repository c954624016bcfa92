#include "jpeg_samples.h"

#include "core/base/random.h"

#include <jpeglib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>

namespace weft::test {

Image sceneImage(int width, int height)
{
    RandomStream random(11);
    Image image{width, height, {}};
    image.rgb.reserve(std::size_t{3} * width * height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double u = static_cast<double>(x) / width;
            const double v = static_cast<double>(y) / height;
            const bool disc = std::hypot(u - 0.4, v - 0.55) < 0.22;
            const bool beam = std::abs(u + 0.3 * v - 0.8) < 0.03;
            const double light = 90 + 60 * std::sin(2 * std::numbers::pi * (1.3 * u + 0.7 * v)) +
                                 25 * std::sin(2 * std::numbers::pi * (9 * u - 14 * v));
            const double grain = random.uniform(-6, 6);
            const double base[3] = {light + (disc ? 70 : 0), light * 0.8 + (beam ? 80 : 10),
                                    220 - light - (disc ? 60 : 0)};
            for (const double value : base) {
                image.rgb.push_back(
                    static_cast<std::uint8_t>(std::clamp(value + grain, 0.0, 255.0)));
            }
        }
    }
    return image;
}

QByteArray encodedJpeg(const Image& image, const JpegKind& kind)
{
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = static_cast<JDIMENSION>(image.width);
    info.image_height = static_cast<JDIMENSION>(image.height);
    info.input_components = kind.inks ? 4 : 3;
    info.in_color_space = kind.inks ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, kind.quality, TRUE);
    if (kind.grey) {
        jpeg_set_colorspace(&info, JCS_GRAYSCALE);
    }
    if (kind.inks) {
        info.write_Adobe_marker = FALSE;
    }
    info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor =
        kind.grey || kind.inks ? 1 : kind.sampling;
    if (kind.progressive) {
        jpeg_simple_progression(&info);
    }
    jpeg_start_compress(&info, TRUE);
    std::vector<std::uint8_t> line;
    while (info.next_scanline < info.image_height) {
        const auto* pixels = image.rgb.data() + std::size_t{3} * image.width * info.next_scanline;
        line.clear();
        for (int i = 0; i < 3 * image.width; ++i) {
            line.push_back(kind.inks ? static_cast<std::uint8_t>(255 - pixels[i]) : pixels[i]);
            if (kind.inks && i % 3 == 2) {
                line.push_back(0);
            }
        }
        JSAMPROW row = line.data();
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    const QByteArray file(reinterpret_cast<char*>(buffer), static_cast<qsizetype>(size));
    jpeg_destroy_compress(&info);
    std::free(buffer);
    return file;
}

} // namespace weft::test
