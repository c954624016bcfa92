#include "core/base/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace weft {

namespace {

constexpr std::size_t limit = std::size_t{4} << 30;

/// Owns zlib's state, so that every way out frees it.
class Inflater
{
public:
    Inflater() { m_ready = inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK; }
    ~Inflater()
    {
        if (m_ready) {
            inflateEnd(&stream);
        }
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    [[nodiscard]] bool ready() const { return m_ready; }

    z_stream stream{};

private:
    bool m_ready = false;
};

} // namespace

bool isGzip(std::span<const std::uint8_t> bytes)
{
    return bytes.size() >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
}

Result<std::vector<std::uint8_t>> gunzip(std::span<const std::uint8_t> bytes,
                                         const std::string& name)
{
    Inflater inflater;
    if (!inflater.ready() || bytes.size() > std::numeric_limits<uInt>::max()) {
        return Error{ErrorCode::Unsupported, name, "the compressed file is too large"};
    }
    auto& stream = inflater.stream;
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::vector<std::uint8_t> content;
    std::array<std::uint8_t, 1 << 16> chunk;
    while (true) {
        stream.next_out = chunk.data();
        stream.avail_out = chunk.size();
        const int status = inflate(&stream, Z_NO_FLUSH);
        content.insert(content.end(), chunk.begin(), chunk.end() - stream.avail_out);
        if (content.size() > limit) {
            return Error{ErrorCode::Unsupported, name, "the unpacked content exceeds 4 GiB"};
        }
        if (status == Z_STREAM_END) {
            if (!isGzip({stream.next_in, stream.avail_in})) {
                return content;
            }
            inflateReset(&stream);
        } else if (status == Z_BUF_ERROR ||
                   (status == Z_OK && stream.avail_in == 0 && stream.avail_out == chunk.size())) {
            return Error{ErrorCode::Corrupt, name, "the compressed file ends early"};
        } else if (status != Z_OK) {
            return Error{ErrorCode::Corrupt, name, "the compressed data is damaged"};
        }
    }
}

} // namespace weft
