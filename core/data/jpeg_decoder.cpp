#include "core/data/jpeg_decoder.h"

#include "core/data/exif_orientation.h"

#include <jpeglib.h>

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace weft {

namespace {

/// libjpeg reports through this: a fatal error jumps back, a warning (it found the data damaged and
/// made something up) is remembered, and nothing is printed.
struct ErrorManager
{
    jpeg_error_mgr base;
    std::jmp_buf jump;
    char text[JMSG_LENGTH_MAX];
};

ErrorManager& managerOf(j_common_ptr info)
{
    return *reinterpret_cast<ErrorManager*>(info->err);
}

[[noreturn]] void onError(j_common_ptr info)
{
    info->err->format_message(info, managerOf(info).text);
    std::longjmp(managerOf(info).jump, 1);
}

void onMessage(j_common_ptr info, int level)
{
    if (level < 0) {
        if (info->err->num_warnings++ == 0) {
            info->err->format_message(info, managerOf(info).text);
        }
    }
}

void printNothing(j_common_ptr)
{
}

/// Owns libjpeg's state. Everything with a destructor lives here or in the caller, so that a jump
/// within read() skips none.
class Decoder
{
public:
    explicit Decoder(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
    {
        m_info.err = jpeg_std_error(&m_errors.base);
        m_errors.base.error_exit = onError;
        m_errors.base.emit_message = onMessage;
        m_errors.base.output_message = printNothing;
        m_errors.text[0] = 0;
    }
    ~Decoder() { jpeg_destroy_decompress(&m_info); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    bool readHeader()
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

    bool readPixels(int reduction)
    {
        if (setjmp(m_errors.jump) != 0) {
            return false;
        }
        const bool fourInks =
            m_info.jpeg_color_space == JCS_CMYK || m_info.jpeg_color_space == JCS_YCCK;
        m_info.out_color_space = fourInks ? JCS_CMYK : JCS_RGB;
        m_info.scale_num = 1;
        m_info.scale_denom = static_cast<unsigned>(reduction);
        jpeg_start_decompress(&m_info);
        m_image.width = static_cast<int>(m_info.output_width);
        m_image.height = static_cast<int>(m_info.output_height);
        m_image.rgb.resize(std::size_t{3} * m_info.output_width * m_info.output_height);
        m_line.resize(std::size_t{4} * m_info.output_width);
        while (m_info.output_scanline < m_info.output_height) {
            auto* target =
                m_image.rgb.data() + std::size_t{3} * m_info.output_width * m_info.output_scanline;
            JSAMPROW row = fourInks ? m_line.data() : target;
            jpeg_read_scanlines(&m_info, &row, 1);
            if (fourInks) {
                paperFromInk(target);
            }
        }
        jpeg_finish_decompress(&m_info);
        return true;
    }

    [[nodiscard]] int orientation() const
    {
        constexpr std::string_view head("Exif\0\0", 6);
        for (auto* marker = m_info.marker_list; marker != nullptr; marker = marker->next) {
            if (marker->data_length > head.size() &&
                std::memcmp(marker->data, head.data(), head.size()) == 0) {
                return exifOrientation(
                    {marker->data + head.size(), marker->data_length - head.size()});
            }
        }
        return 1;
    }

    [[nodiscard]] const jpeg_decompress_struct& info() const { return m_info; }
    [[nodiscard]] Image& image() { return m_image; }
    [[nodiscard]] std::string reason() const
    {
        return std::string("damaged or incomplete JPEG (") + m_errors.text + ")";
    }
    [[nodiscard]] bool warned() const { return m_errors.base.num_warnings > 0; }

private:
    /// Adobe's files store the inks inverted, as light; others as amounts of ink.
    void paperFromInk(std::uint8_t* target) const
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

    std::span<const std::uint8_t> m_bytes;
    jpeg_decompress_struct m_info{};
    ErrorManager m_errors{};
    Image m_image;
    std::vector<std::uint8_t> m_line;
};

bool tooLarge(const jpeg_decompress_struct& info)
{
    return std::size_t{info.image_width} * info.image_height > maximumPixels;
}

} // namespace

bool isJpeg(std::span<const std::uint8_t> bytes)
{
    return bytes.size() >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

Result<Image> decodeJpeg(std::span<const std::uint8_t> bytes, const std::string& name,
                         int reduction)
{
    Decoder decoder(bytes);
    if (!decoder.readHeader()) {
        return Error{ErrorCode::Corrupt, name, decoder.reason()};
    }
    if (tooLarge(decoder.info())) {
        return Error{ErrorCode::Unsupported, name, "the picture has more than 300 million pixels"};
    }
    const int orientation = decoder.orientation(); // Reading to the end frees the markers.
    if (!decoder.readPixels(reduction) || decoder.warned()) {
        return Error{ErrorCode::Corrupt, name, decoder.reason()};
    }
    return orientImage(std::move(decoder.image()), orientation);
}

Result<ImageSize> jpegSize(std::span<const std::uint8_t> bytes, const std::string& name)
{
    Decoder decoder(bytes);
    if (!decoder.readHeader()) {
        return Error{ErrorCode::Corrupt, name, decoder.reason()};
    }
    const auto width = static_cast<int>(decoder.info().image_width);
    const auto height = static_cast<int>(decoder.info().image_height);
    return orientationSwapsSides(decoder.orientation()) ? ImageSize{height, width}
                                                        : ImageSize{width, height};
}

} // namespace weft
