#pragma once

#include "core/base/result.h"
#include "core/store/event_files.h"
#include "core/store/event_log.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// A place in a run's event log, which gives what has been written behind it. One thread at a time.
///
/// What has been read is not read again, however long the log is, but for the few bytes before the
/// place by which a file that was cut or replaced is known. Nothing is held open between two reads,
/// so that a network file system is asked for the file as it is now.
class EventLogCursor
{
public:
    /// At the beginning of the log of a folder, which need not exist yet.
    explicit EventLogCursor(std::filesystem::path folder);

    struct Portion
    {
        std::vector<LogEvent> events; ///< In the order of the log.
        bool anew = false; ///< The log is not the one of before: forget it, this is its beginning.
        bool more = false; ///< The portion is full; read on at once.
    };

    /// The records that have come since, and those of files that have, at most some MiB of them. A
    /// torn last record is waited for, until another file follows. Fails with Unreadable or
    /// NotFound, and with Corrupt where whole data follows the damage; the place stays before what
    /// could not be read, and the next call tries again.
    [[nodiscard]] Result<Portion> read();

private:
    [[nodiscard]] Result<bool> readPart(Portion& portion);
    [[nodiscard]] Result<std::size_t> takeRecords(std::string_view content, Portion& portion);
    void goTo(const std::filesystem::path& file);
    void restart(Portion& portion);

    std::filesystem::path m_folder;
    std::vector<EventFile> m_files; ///< As they were listed last.
    std::filesystem::path m_file;   ///< Empty: none yet.
    std::uint64_t m_offset = 0;     ///< In the file, behind a whole record.
    std::string m_before;           ///< The bytes that end there.
    std::size_t m_part = 0;         ///< Bytes that are read at a time.
};

} // namespace weft
