#include "core/data/png_decoder.h"

#include "core/data/exif_orientation.h"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstring>

namespace weft {

namespace {

/// Owns libpng's state. A fatal error jumps back into the method that called libpng; nothing with a
/// destructor lives between the two.
class Decoder
{
public:
    explicit Decoder(std::span<const std::uint8_t> bytes)
        : m_rest(bytes)
    {
        m_png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, onError, onWarning);
        m_info = m_png == nullptr ? nullptr : png_create_info_struct(m_png);
    }
    ~Decoder() { png_destroy_read_struct(&m_png, &m_info, nullptr); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    bool readHeader()
    {
        if (m_info == nullptr || setjmp(m_jump) != 0) {
            return false;
        }
        png_set_read_fn(m_png, this, onRead);
        png_set_user_limits(m_png, 0x7FFFFFFF, 0x7FFFFFFF);
        png_read_info(m_png, m_info);
        return true;
    }

    /// Fills four bytes a pixel.
    bool readPixels()
    {
        const auto stride = 4 * width();
        m_rgba.resize(stride * height());
        m_rows.resize(height());
        for (std::size_t y = 0; y < m_rows.size(); ++y) {
            m_rows[y] = m_rgba.data() + stride * y;
        }
        if (setjmp(m_jump) != 0) {
            return false;
        }
        png_set_expand(m_png);
        png_set_scale_16(m_png);
        png_set_gray_to_rgb(m_png);
        png_set_add_alpha(m_png, 0xFF, PNG_FILLER_AFTER);
        png_set_interlace_handling(m_png);
        png_read_update_info(m_png, m_info);
        png_read_image(m_png, m_rows.data());
        png_read_end(m_png, m_info);
        return true;
    }

    [[nodiscard]] int orientation() const
    {
#ifdef PNG_eXIf_SUPPORTED
        png_uint_32 size = 0;
        png_bytep block = nullptr;
        if (png_get_eXIf_1(m_png, m_info, &size, &block) != 0) {
            return exifOrientation({block, size});
        }
#endif
        return 1;
    }

    [[nodiscard]] std::size_t width() const
    {
        return png_get_image_width(m_png, m_info);
    }
    [[nodiscard]] std::size_t height() const
    {
        return png_get_image_height(m_png, m_info);
    }
    [[nodiscard]] const std::vector<std::uint8_t>& rgba() const
    {
        return m_rgba;
    }
    [[nodiscard]] std::string reason() const
    {
        return std::string("damaged or incomplete PNG (") + m_text + ")";
    }

private:
    static void onError(png_structp png, png_const_charp text)
    {
        auto* self = static_cast<Decoder*>(png_get_error_ptr(png));
        std::strncpy(self->m_text, text, sizeof(self->m_text) - 1);
        std::longjmp(self->m_jump, 1);
    }

    static void onWarning(png_structp, png_const_charp)
    {
    }

    static void onRead(png_structp png, png_bytep out, std::size_t count)
    {
        auto* self = static_cast<Decoder*>(png_get_io_ptr(png));
        if (count > self->m_rest.size()) {
            png_error(png, "the file ends early");
        }
        std::copy_n(self->m_rest.data(), count, out);
        self->m_rest = self->m_rest.subspan(count);
    }

    std::span<const std::uint8_t> m_rest;
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    std::jmp_buf m_jump;
    char m_text[128] = "";
    std::vector<std::uint8_t> m_rgba;
    std::vector<png_bytep> m_rows;
};

} // namespace

bool isPng(std::span<const std::uint8_t> bytes)
{
    return bytes.size() >= 8 && png_sig_cmp(bytes.data(), 0, 8) == 0;
}

Result<Image> decodePng(std::span<const std::uint8_t> bytes, const std::string& name)
{
    Decoder decoder(bytes);
    if (!decoder.readHeader()) {
        return Error{ErrorCode::Corrupt, name, decoder.reason()};
    }
    if (decoder.width() * decoder.height() > maximumPixels) {
        return Error{ErrorCode::Unsupported, name, "the picture has more than 300 million pixels"};
    }
    if (!decoder.readPixels()) {
        return Error{ErrorCode::Corrupt, name, decoder.reason()};
    }
    const auto pixels = decoder.width() * decoder.height();
    Image image{static_cast<int>(decoder.width()), static_cast<int>(decoder.height()),
                std::vector<std::uint8_t>(3 * pixels)};
    overWhite(decoder.rgba(), image.rgb);
    return orientImage(std::move(image), decoder.orientation());
}

} // namespace weft
