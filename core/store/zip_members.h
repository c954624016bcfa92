#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace weft {

/// The members of a zip archive by name, as views of its bytes. Members are stored as they are, as
/// PyTorch writes them: so nothing is unpacked, and no file can grow in memory. Every checksum is
/// verified. Fails with Unsupported for compressed and encrypted members, archives in several parts
/// and those beyond 4 GiB; with Corrupt where the directory is missing, sizes, names or checksums
/// differ, members overlap, or one reaches beyond the file.
[[nodiscard]] Result<std::map<std::string, std::string_view, std::less<>>>
storedMembers(std::string_view archive);

/// Whether a file has a directory whose entries storedMembers() would take, of members that fill
/// the file for the most part. Fails as that does, and as readFile(); reads the directory only.
[[nodiscard]] Result<void> checkArchive(const std::filesystem::path& file);

} // namespace weft
