#include "core/data/idx_file.h"

#include "core/base/gzip.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr std::size_t maximumValues = std::size_t{4} << 30;

} // namespace

Result<IdxArray> readIdx(std::span<const std::uint8_t> bytes, const std::string& name)
{
    std::vector<std::uint8_t> unpacked;
    if (isGzip(bytes)) {
        auto content = gunzip(bytes, name);
        if (!content) {
            return content.error();
        }
        unpacked = std::move(*content);
        bytes = unpacked;
    }
    if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[3] == 0) {
        return Error{ErrorCode::Corrupt, name, "the file does not begin as an IDX file does"};
    }
    if (bytes[2] != 0x08) {
        return Error{ErrorCode::Unsupported, name, "the values are not unsigned bytes"};
    }
    IdxArray array;
    std::size_t values = 1;
    const std::size_t header = 4 + std::size_t{4} * bytes[3];
    for (std::size_t at = 4; at < header; at += 4) {
        if (at + 4 > bytes.size()) {
            return Error{ErrorCode::Corrupt, name, "the file ends early"};
        }
        const auto size = std::size_t{bytes[at]} << 24 | std::size_t{bytes[at + 1]} << 16 |
                          std::size_t{bytes[at + 2]} << 8 | bytes[at + 3];
        array.dimensions.push_back(size);
        values *= size;
        if (values > maximumValues) {
            return Error{ErrorCode::Corrupt, name, "the sizes in the header make no sense"};
        }
    }
    if (bytes.size() - header < values) {
        return Error{ErrorCode::Corrupt, name, "the file ends early"};
    }
    const auto content = bytes.subspan(header, values);
    array.values.assign(content.begin(), content.end());
    return array;
}

Result<MemoryImages> imagesFromIdx(IdxArray images, const IdxArray& labels, const std::string& name)
{
    const auto& sizes = images.dimensions;
    const bool colour = sizes.size() == 4 && sizes[3] == 3;
    if (sizes.size() != 3 && !colour) {
        return Error{ErrorCode::Unsupported, name, "it does not hold grey or RGB images"};
    }
    if (labels.dimensions.size() != 1 || labels.dimensions[0] != sizes[0]) {
        return Error{ErrorCode::Corrupt, name, "images and labels differ in number"};
    }
    if (images.values.empty() || sizes[1] > 65535 || sizes[2] > 65535) {
        return Error{ErrorCode::Corrupt, name, "it holds no image"};
    }
    MemoryImages result;
    result.height = static_cast<int>(sizes[1]);
    result.width = static_cast<int>(sizes[2]);
    result.layout = colour ? PixelLayout::Interleaved : PixelLayout::Grey;
    result.pixels = std::move(images.values);
    result.labels.assign(labels.values.begin(), labels.values.end());
    const int classes = 1 + *std::ranges::max_element(result.labels);
    for (int i = 0; i < classes; ++i) {
        result.classNames.push_back(std::to_string(i));
    }
    return result;
}

} // namespace weft
