#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace weft {

/// The checksum of TFRecord files: CRC-32C, rotated and offset so that a checksum of data which
/// itself holds checksums stays a good one.
[[nodiscard]] std::uint32_t maskedCrc32c(std::string_view bytes);

/// The framing of TFRecord files, which TensorBoard reads: length (8 bytes, little-endian), its
/// masked checksum (4), the data, its masked checksum (4).
[[nodiscard]] std::string frameRecord(std::string_view data);

/// Reads the records of one file's content, or of a part that begins with a record, first to last.
class RecordReader
{
public:
    explicit RecordReader(std::string_view content)
        : m_rest(content)
    {
    }

    /// The next record's data, into the content. False at the end, and also at a last record that
    /// a killed process or a power cut left torn: cut short, or all zero, or wrong in its checksum
    /// with nothing behind it. Fails with Corrupt where whole data follows the damage.
    [[nodiscard]] Result<bool> next(std::string_view& record);

    /// What follows the records that next() has given.
    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
};

} // namespace weft
