#pragma once

#include "core/base/result.h"

#include <chrono>
#include <string>

namespace weft {

/// A run's name as a folder name that every common file system takes: letters of all scripts stay,
/// white space and reserved characters become hyphens, at most 60 bytes; "run" where nothing is
/// left.
[[nodiscard]] std::string folderNameFor(const std::string& runName);

/// A new run's id: folderNameFor(runName), a hyphen and six random hexadecimal digits.
[[nodiscard]] std::string makeRunId(const std::string& runName);

/// Whether a run may be given this id, which becomes its folder's name as it is: letters of ASCII,
/// digits, hyphens and underscores, at most 60, no hyphen at either end. Fails with
/// InvalidArgument.
[[nodiscard]] Result<void> checkRunId(const std::string& id);

/// ISO 8601, UTC, to the second: "2024-05-01T09:30:00Z". Now, or that long ago.
[[nodiscard]] std::string utcTimestamp(std::chrono::seconds ago = {});

} // namespace weft
