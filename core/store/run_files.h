#pragma once

#include "core/store/run_directory.h"

#include <filesystem>
#include <string>

namespace weft {

/// Where things lie in a run directory; FORMAT.md describes them.
namespace run_files {
[[nodiscard]] std::filesystem::path record(const std::filesystem::path& run);
[[nodiscard]] std::filesystem::path status(const std::filesystem::path& run);
[[nodiscard]] std::filesystem::path label(const std::filesystem::path& run);
[[nodiscard]] std::filesystem::path lock(const std::filesystem::path& run);
[[nodiscard]] std::filesystem::path checkpoints(const std::filesystem::path& run);
[[nodiscard]] std::filesystem::path epoch(const std::filesystem::path& run, int epoch);
[[nodiscard]] std::filesystem::path watched(const std::filesystem::path& run, int epoch);
} // namespace run_files

/// run.json, status.json and label.json as text. The readers fail with Corrupt or NewerFormat.
[[nodiscard]] std::string recordToJson(const RunRecord& record);
[[nodiscard]] std::string statusToJson(const RunStatus& status);
[[nodiscard]] std::string labelToJson(const RunLabel& label);
[[nodiscard]] Result<RunRecord> readRecord(const std::filesystem::path& run);
[[nodiscard]] Result<RunStatus> readStatus(const std::filesystem::path& run);
[[nodiscard]] Result<RunLabel> readLabel(const std::filesystem::path& run);

} // namespace weft
