#pragma once

#include "app/cli/output.h"

#include "core/cluster/job_record.h"

#include <string>

namespace weft::cli {

/// A job as one object: its number, host, state and run.
[[nodiscard]] Json jobObject(const JobEntry& entry);

/// The same as a line of a table.
[[nodiscard]] std::string jobLine(const JobEntry& entry);

/// How a job stands, and why where that is known: "pending (Resources)".
[[nodiscard]] std::string jobStateText(const JobState& state);

} // namespace weft::cli
