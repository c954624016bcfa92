#pragma once

#include "core/store/run_directory.h"

#include <chrono>
#include <filesystem>

namespace weft {

/// Whether a process trains a run, as far as one can know.
enum class RunHolder {
    Process, ///< One holds the run's lock.
    Nobody,  ///< The log was written on this machine, whose kernel knows of no lock.
    /// The log was written on another machine, whose locks this one need not know: many network
    /// file systems do not pass them on.
    Unknown,
};

[[nodiscard]] RunHolder holderOf(const std::filesystem::path& run);

/// Whether a status speaks of a process that is at work: preparing, running or paused.
[[nodiscard]] bool claimsProcess(RunState state);

/// Since the event log or the status changed, by the file system's times and this machine's clock;
/// never negative, and very long where neither can be asked.
[[nodiscard]] std::chrono::seconds silenceOf(const std::filesystem::path& run);

/// Whether a person should hear of a run's silence: it has lasted for some minutes, and the run is
/// not one that pauses under the eyes of its process.
[[nodiscard]] bool silenceMatters(RunState state, RunHolder holder, std::chrono::seconds silence);

/// What status.json tells, with the state Interrupted where it speaks of a process that is no more.
/// Where that cannot be known, the run counts as alive while its silence is shorter than patience.
/// Fails as readStatus() does.
[[nodiscard]] Result<RunStatus> readCurrentStatus(const std::filesystem::path& run,
                                                  RunHolder holder, std::chrono::seconds patience);

} // namespace weft
