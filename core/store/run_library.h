#pragma once

#include "core/base/result.h"
#include "core/store/run_directory.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// One folder of the library: a run, or why it cannot be read.
struct LibraryEntry
{
    std::filesystem::path path;
    std::optional<RunRecord> record; ///< Empty: see error.
    RunLabel label;
    RunStatus status;
    Error error;
};

/// The runs of a folder, newest first. A folder that does not exist holds none. Reads small files
/// only; folders without a run.json are passed over.
[[nodiscard]] Result<std::vector<LibraryEntry>> listRuns(const std::filesystem::path& library);

/// $WEFT_RUNS, or weft/runs under $XDG_DATA_HOME (~/.local/share).
[[nodiscard]] std::filesystem::path defaultLibrary();

/// A stem for proposeRunName() from what a run does and what it sees: "quick" and "My cats" make
/// "quick-my-cats".
[[nodiscard]] std::string runNameStem(const std::string& what, const std::string& dataTitle);

/// A name that no run of the library has yet, nor any of taken, such as "quick-digits-04".
[[nodiscard]] std::string proposeRunName(const std::filesystem::path& library,
                                         const std::string& stem,
                                         const std::vector<std::string>& taken = {});

} // namespace weft
