#pragma once

#include "core/deploy/export_run.h"

namespace weft {

/// The files that a target writes; the one that was named last. None of OwnInt8.
[[nodiscard]] std::vector<std::filesystem::path> filesOf(const ExportTarget& target);

/// Whether a target could be written where it is asked for. Fails with InvalidArgument (no name),
/// NotFound (the folder is not there), AlreadyExists, and WriteFailed, which is found by trying.
/// Removes what a killed export has left in the folder.
[[nodiscard]] Result<void> checkPlace(const ExportTarget& target);

/// The index of the first target that would write over another's file; nothing where none does.
[[nodiscard]] std::optional<std::size_t> clashing(const std::vector<ExportTarget>& targets);

} // namespace weft
