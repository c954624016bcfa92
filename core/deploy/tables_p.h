#pragma once

#include "core/deploy/proof_images_p.h"
#include "core/store/run_directory.h"

#include <cstdint>
#include <filesystem>

namespace weft {

/// What the tables are made of. The scores are the checkpoint's, in float32.
struct TableSources
{
    const RunRecord& record;
    const RunHistory& history;
    const ProofImages& images;
};

/// Writes a folder of CSV files (RFC 4180, UTF-8), see tableFiles; returns their bytes.
///
/// A folder that does not exist gets its name when all of them are whole. In one that exists each
/// file gets its name when all of them are whole, and other files stay as they are. Fails with
/// AlreadyExists where one of the names is taken (without replace), WriteFailed and Cancelled.
[[nodiscard]] Result<std::uint64_t> writeTables(const std::filesystem::path& folder,
                                                const TableSources& sources, bool replace,
                                                const std::stop_token& stop);

} // namespace weft
