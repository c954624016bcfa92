#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace weft {

/// The name of an event file: events.out.tfevents.<seconds>.<host>.<ordinal>.
struct EventFileName
{
    std::int64_t seconds = 0; ///< Since 1970; no two files of a run have the same.
    std::string host;
    int ordinal = 0; ///< From 0; the order in which a run's files are read.
};

[[nodiscard]] std::string toString(const EventFileName& name);

struct EventFile
{
    std::filesystem::path path;
    EventFileName name;
};

/// The event files of a folder in their order; other files are passed over. failure tells whether,
/// and why, the folder could not be listed to its end.
[[nodiscard]] std::vector<EventFile> listEventFiles(const std::filesystem::path& folder,
                                                    std::error_code& failure);
/// The same, as far as the folder can be listed.
[[nodiscard]] std::vector<EventFile> listEventFiles(const std::filesystem::path& folder);

/// This machine, as it stands in the names of its event files.
[[nodiscard]] std::string eventFileHost();

/// A name behind all of those by ordinal and, as TensorBoard sorts, by name, even where the clock
/// has been set back.
[[nodiscard]] EventFileName nextEventFileName(const std::vector<EventFile>& files);

} // namespace weft
