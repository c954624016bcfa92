#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// The element types that Weft reads and writes.
enum class ElementType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

[[nodiscard]] std::size_t elementSize(ElementType type);

/// As the format names it: "F32".
[[nodiscard]] std::string elementTypeName(ElementType type);

/// One tensor of a file: row-major and little-endian. bytes is a view.
struct StoredTensor
{
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;
    std::string_view bytes;
};

/// What a written file must have when it is read again.
struct FileDigest
{
    std::uint64_t bytes = 0;
    std::uint32_t crc32c = 0;
};

/// Writes a file in the safetensors format, atomically and without copying the tensors.
/// Fails with WriteFailed.
[[nodiscard]] Result<FileDigest>
writeSafetensors(const std::filesystem::path& file,
                 const std::map<std::string, StoredTensor>& tensors,
                 const std::map<std::string, std::string>& metadata = {});

/// A safetensors file in memory. The tensors look into content.
struct SafetensorsFile
{
    std::shared_ptr<const std::string> content; ///< Shared, so that moves and copies keep it.
    std::map<std::string, StoredTensor> tensors;
    std::map<std::string, std::string> metadata;
    FileDigest digest;
};

/// Reads a file and trusts nothing in it: a header that is cut short or not JSON, a shape that does
/// not fit its bytes, offsets that overlap, leave a gap or reach beyond the file are Corrupt; an
/// element type that Weft does not know and more than 16 dimensions are Unsupported; NotFound and
/// Unreadable as readFile(). A file whose header is refused is read no further than that.
[[nodiscard]] Result<SafetensorsFile> readSafetensors(const std::filesystem::path& file);

/// Whether the header is one that readSafetensors() takes. Fails as that does; reads the header
/// only.
[[nodiscard]] Result<void> checkSafetensors(const std::filesystem::path& file);

/// What the header says beside the tensors. Fails as checkSafetensors() does; reads no more.
[[nodiscard]] Result<std::map<std::string, std::string>>
readSafetensorsMetadata(const std::filesystem::path& file);

/// The same as readSafetensors() for a file that has been read already; name stands in the error.
[[nodiscard]] Result<SafetensorsFile> parseSafetensors(std::shared_ptr<const std::string> content,
                                                       const std::string& name);

} // namespace weft
