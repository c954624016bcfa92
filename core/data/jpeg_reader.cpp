#include "core/data/jpeg_reader.h"

#include "core/data/exif_orientation.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace weft {

JpegReader::ErrorManager& JpegReader::managerOf(j_common_ptr info)
{
    return *reinterpret_cast<ErrorManager*>(info->err);
}

void JpegReader::onError(j_common_ptr info)
{
    info->err->format_message(info, managerOf(info).text);
    std::longjmp(managerOf(info).jump, 1);
}

void JpegReader::onMessage(j_common_ptr info, int level)
{
    if (level < 0) {
        if (info->err->num_warnings++ == 0) {
            info->err->format_message(info, managerOf(info).text);
        }
    }
}

JpegReader::JpegReader(std::span<const std::uint8_t> bytes)
    : m_bytes(bytes)
{
    m_info.err = jpeg_std_error(&m_errors.base);
    m_errors.base.error_exit = onError;
    m_errors.base.emit_message = onMessage;
    m_errors.base.output_message = [](j_common_ptr) {};
    m_errors.text[0] = 0;
}

JpegReader::~JpegReader()
{
    jpeg_destroy_decompress(&m_info);
}

bool JpegReader::readHeader()
{
    if (setjmp(m_errors.jump) != 0) {
        return false;
    }
    jpeg_create_decompress(&m_info);
    jpeg_save_markers(&m_info, JPEG_APP0 + 1, 0xFFFF);
    jpeg_mem_src(&m_info, m_bytes.data(), m_bytes.size());
    jpeg_read_header(&m_info, TRUE);
    return true;
}

void JpegReader::start(int reduction)
{
    m_fourInks = m_info.jpeg_color_space == JCS_CMYK || m_info.jpeg_color_space == JCS_YCCK;
    m_info.out_color_space = m_fourInks ? JCS_CMYK : JCS_RGB;
    m_info.scale_num = 1;
    m_info.scale_denom = static_cast<unsigned>(reduction);
    jpeg_start_decompress(&m_info);
}

void JpegReader::readRows(int count)
{
    const std::size_t width = m_info.output_width;
    m_image.width = static_cast<int>(width);
    m_image.height = count;
    m_image.rgb.resize(3 * width * static_cast<std::size_t>(count));
    m_line.resize(m_fourInks ? 4 * width : 0);
    for (std::size_t y = 0; y < static_cast<std::size_t>(count); ++y) {
        auto* target = m_image.rgb.data() + 3 * width * y;
        JSAMPROW row = m_fourInks ? m_line.data() : target;
        jpeg_read_scanlines(&m_info, &row, 1);
        if (m_fourInks) {
            paperFromInk(target);
        }
    }
}

bool JpegReader::readAll(int reduction)
{
    if (setjmp(m_errors.jump) != 0) {
        return false;
    }
    start(reduction);
    readRows(static_cast<int>(m_info.output_height));
    jpeg_finish_decompress(&m_info);
    return true;
}

bool JpegReader::readPart(int reduction, const CropRect& part)
{
    // Colours are interpolated between neighbours: a few pixels more keep the part's edges as they
    // are in the whole picture.
    constexpr int margin = 4;
    if (setjmp(m_errors.jump) != 0) {
        return false;
    }
    start(reduction);
    const auto width = static_cast<int>(m_info.output_width);
    const auto height = static_cast<int>(m_info.output_height);
    const auto first = [&](int from) { return std::max(0, from / reduction - margin); };
    const auto last = [&](int from, int length, int side) {
        return std::min(side, (from + length + reduction - 1) / reduction + margin);
    };
    auto left = static_cast<JDIMENSION>(first(part.x));
    auto columns = static_cast<JDIMENSION>(last(part.x, part.width, width)) - left;
    jpeg_crop_scanline(&m_info, &left, &columns); // Moves left to where a block begins.
    m_left = static_cast<int>(left);
    m_top = first(part.y);
    if (m_top > 0) {
        jpeg_skip_scanlines(&m_info, static_cast<JDIMENSION>(m_top));
    }
    readRows(last(part.y, part.height, height) - m_top);
    return true;
}

int JpegReader::orientation() const
{
    constexpr std::string_view head("Exif\0\0", 6);
    for (auto* marker = m_info.marker_list; marker != nullptr; marker = marker->next) {
        if (marker->data_length > head.size() &&
            std::memcmp(marker->data, head.data(), head.size()) == 0) {
            return exifOrientation({marker->data + head.size(), marker->data_length - head.size()});
        }
    }
    return 1;
}

ImageSize JpegReader::size() const
{
    return {static_cast<int>(m_info.image_width), static_cast<int>(m_info.image_height)};
}

bool JpegReader::isComplete() const
{
    // Within coded data 0xFF is followed by 0 or by a restart's mark. Usually the last two bytes
    // are it, and the search ends where it begins.
    const auto coded = m_bytes.last(m_info.src->bytes_in_buffer);
    constexpr std::string_view end("\xFF\xD9", 2);
    const std::string_view text(reinterpret_cast<const char*>(coded.data()), coded.size());
    return text.rfind(end) != std::string_view::npos;
}

std::string JpegReader::reason() const
{
    const bool said = m_errors.text[0] != 0;
    return std::string("damaged or incomplete JPEG (") +
           (said ? m_errors.text : "Premature end of JPEG file") + ")";
}

/// Adobe's files store the inks inverted, as light; others as amounts of ink.
void JpegReader::paperFromInk(std::uint8_t* target) const
{
    for (std::size_t x = 0; x < m_info.output_width; ++x) {
        const auto light = [&](std::size_t channel) {
            const int value = m_line[4 * x + channel];
            return m_info.saw_Adobe_marker ? value : 255 - value;
        };
        for (std::size_t channel = 0; channel < 3; ++channel) {
            target[3 * x + channel] =
                static_cast<std::uint8_t>((light(channel) * light(3) + 127) / 255);
        }
    }
}

} // namespace weft
