#pragma once

#include "core/deploy/export_run.h"
#include "core/deploy/proof_images_p.h"
#include "core/store/run_directory.h"

namespace weft {

/// What the tables are made of. The scores are the checkpoint's, in float32.
struct TableSources
{
    const RunRecord& record;
    const RunHistory& history;
    const ProofImages& images;
};

/// Writes the folder of CSV files (RFC 4180, UTF-8; see tableFiles) that the target names, and
/// says which files there are now and how large they all are. stop is looked at line by line.
///
/// A folder that does not exist gets its name when all of them are whole. In one that exists each
/// file gets its name when all of them are whole, see keepAll(), and other files stay as they are.
/// Fails with AlreadyExists where one of the names is taken (without replace), WriteFailed and
/// Cancelled.
[[nodiscard]] Result<void> writeTables(const TableSources& sources, const std::stop_token& stop,
                                       ExportedFile& exported);

} // namespace weft
