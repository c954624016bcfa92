#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// True where the bytes begin with gzip's magic number.
[[nodiscard]] bool isGzip(std::span<const std::uint8_t> bytes);

/// The content of a gzip file (RFC 1952, one or more members). name stands in the error. Fails with
/// Corrupt, or with Unsupported where the content would exceed 4 GiB.
[[nodiscard]] Result<std::vector<std::uint8_t>> gunzip(std::span<const std::uint8_t> bytes,
                                                       const std::string& name);

} // namespace weft
