#pragma once

#include "core/data/image_part.h"

#include <jpeglib.h>

#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// libjpeg's state for one picture. Everything with a destructor lives here or in the caller, so
/// that the jump by which libjpeg reports an error skips none.
class JpegReader
{
public:
    /// bytes outlive the reader.
    explicit JpegReader(std::span<const std::uint8_t> bytes);
    ~JpegReader();
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;

    /// First of all. Like the others false where the data is damaged; see reason().
    [[nodiscard]] bool readHeader();

    /// Decodes to the end of the file, at a fraction (1, 2, 4, 8) of the resolution.
    [[nodiscard]] bool readAll(int reduction);

    /// Decodes the rows and columns that a part of the stored picture needs, and no further. part
    /// is in pixels of the full resolution.
    [[nodiscard]] bool readPart(int reduction, const CropRect& part);

    /// EXIF's, 1 to 8. Before anything is decoded, which frees the markers.
    [[nodiscard]] int orientation() const;

    /// As stored, from the header.
    [[nodiscard]] ImageSize size() const;

    /// Whether the mark that ends a picture stands behind the header.
    [[nodiscard]] bool isComplete() const;

    /// What was decoded, and where it begins in the reduced picture.
    [[nodiscard]] Image& image() { return m_image; }
    [[nodiscard]] int left() const { return m_left; }
    [[nodiscard]] int top() const { return m_top; }

    [[nodiscard]] std::string reason() const;

    /// libjpeg found the data damaged and made something up.
    [[nodiscard]] bool warned() const { return m_errors.base.num_warnings > 0; }

private:
    /// A fatal error jumps back, a warning is remembered, and nothing is printed.
    struct ErrorManager
    {
        jpeg_error_mgr base;
        std::jmp_buf jump;
        char text[JMSG_LENGTH_MAX];
    };
    static ErrorManager& managerOf(j_common_ptr info);
    [[noreturn]] static void onError(j_common_ptr info);
    static void onMessage(j_common_ptr info, int level);

    void start(int reduction);
    void readRows(int count);
    void paperFromInk(std::uint8_t* target) const;

    std::span<const std::uint8_t> m_bytes;
    jpeg_decompress_struct m_info{};
    ErrorManager m_errors{};
    bool m_fourInks = false;
    int m_left = 0;
    int m_top = 0;
    Image m_image;
    std::vector<std::uint8_t> m_line;
};

} // namespace weft
