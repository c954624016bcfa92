#pragma once

#include "core/base/result.h"
#include "core/train/events.h"

#include <filesystem>

namespace weft {

/// Writes the confusion matrix and the predictions of an epoch, and reads them back into an event
/// that has its figures already. A file that is not there leaves the event as it is. The reader
/// fails with Corrupt or Unreadable, the writer with WriteFailed.
[[nodiscard]] Result<void> writeEpochFile(const std::filesystem::path& run,
                                          const EpochEvent& event);
[[nodiscard]] Result<void> readEpochFile(const std::filesystem::path& run, EpochEvent& event);

/// The same for the watched images of an epoch.
[[nodiscard]] Result<void> writeWatchedFile(const std::filesystem::path& run,
                                            const WatchedEvent& event);
[[nodiscard]] Result<void> readWatchedFile(const std::filesystem::path& run, WatchedEvent& event);

} // namespace weft
