#pragma once

#include "core/cluster/job_record.h"

#include <filesystem>

namespace weft::cli {

/// Waits until a submitted job trains its run, telling on standard error how it stands, and goes on
/// as `weft-cli follow` does. Ctrl+C ends the waiting; the job stays. Returns the exit code.
int followJob(const JobEntry& entry, const std::filesystem::path& library, bool json);

} // namespace weft::cli
