#include "core/store/event_log_cursor.h"

#include "core/base/atomic_file.h"
#include "core/store/log_events.h"
#include "core/store/record_file.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace weft {

namespace {

constexpr std::size_t usualPart = std::size_t{1} << 20U;
/// A record that is longer is none of Weft's, whose longest hold a sentence.
constexpr std::size_t largestPart = std::size_t{64} << 20U;
/// Bytes of a portion, about. A million steps come in some hundred portions.
constexpr std::size_t portionBytes = std::size_t{4} << 20U;
/// More than a record's checksums, which no other record has.
constexpr std::size_t knownBytes = 64;

} // namespace

EventLogCursor::EventLogCursor(std::filesystem::path folder)
    : m_folder(std::move(folder))
    , m_part(usualPart)
{
}

Result<EventLogCursor::Portion> EventLogCursor::read()
{
    std::error_code failure;
    m_files = listEventFiles(m_folder, failure);
    if (failure) {
        const bool absent = failure == std::errc::no_such_file_or_directory;
        return Error{absent ? ErrorCode::NotFound : ErrorCode::Unreadable, m_folder.string(),
                     failure.message()};
    }
    Portion portion;
    const auto isCurrent = [this](const EventFile& file) { return file.path == m_file; };
    if (!m_file.empty() && std::ranges::none_of(m_files, isCurrent)) {
        restart(portion);
    } else if (m_file.empty() && !m_files.empty()) {
        goTo(m_files.front().path);
    }
    std::uint64_t before = m_offset;
    std::size_t taken = 0;
    while (!m_file.empty() && taken < portionBytes) {
        const auto more = readPart(portion);
        if (!more) {
            if (portion.events.empty() && !portion.anew) {
                return more.error();
            }
            portion.more = true; // Those before it first; the next call fails.
            return portion;
        }
        if (!*more) {
            return portion;
        }
        taken += static_cast<std::size_t>(m_offset > before ? m_offset - before : 0);
        before = m_offset;
    }
    portion.more = taken >= portionBytes;
    return portion;
}

/// One part of the current file, or the way to the next one. False where there is no more for now.
Result<bool> EventLogCursor::readPart(Portion& portion)
{
    const auto part = readFilePart(m_file, m_offset - m_before.size(), m_before.size() + m_part);
    if (!part) {
        return part.error();
    }
    if (part->fileBytes < m_offset || !part->content.starts_with(m_before)) {
        restart(portion); // It was cut or replaced.
        return !m_file.empty();
    }
    const auto content = std::string_view(part->content).substr(m_before.size());
    const auto length = takeRecords(content, portion);
    if (!length) {
        return length.error();
    }
    const bool reachesEnd = m_offset + content.size() >= part->fileBytes;
    const auto known = std::min(m_before.size() + *length, knownBytes);
    m_before = part->content.substr(m_before.size() + *length - known, known);
    m_offset += *length;
    if (*length > 0) {
        m_part = usualPart;
        return true;
    }
    if (!reachesEnd) {
        if (m_part >= largestPart) {
            return Error{ErrorCode::Corrupt, m_file.string(), "a record is too long for an event"};
        }
        m_part = std::min(4 * m_part, largestPart);
        return true;
    }
    // Whoever began another file has ended this one, torn or not.
    const auto next = std::ranges::find(m_files, m_file, &EventFile::path) + 1;
    if (next == m_files.end()) {
        return false;
    }
    goTo(next->path);
    return true;
}

/// The bytes of the whole records that content begins with.
Result<std::size_t> EventLogCursor::takeRecords(std::string_view content, Portion& portion)
{
    RecordReader records(content);
    for (;;) {
        const auto whole = content.size() - records.rest().size();
        std::string_view record;
        const auto next = records.next(record);
        if (next && !*next) {
            return whole;
        }
        auto taken = next ? addLogEvents(record, portion.events) : Result<void>(next.error());
        if (!taken) {
            // Those before it first; it is met again at the beginning of the next part.
            return whole > 0 ? Result<std::size_t>(whole)
                             : Error{ErrorCode::Corrupt, m_file.string(), taken.error().reason};
        }
    }
}

void EventLogCursor::goTo(const std::filesystem::path& file)
{
    m_file = file;
    m_offset = 0;
    m_before.clear();
    m_part = usualPart;
}

void EventLogCursor::restart(Portion& portion)
{
    portion = {.events = {}, .anew = true, .more = false};
    goTo(m_files.empty() ? std::filesystem::path() : m_files.front().path);
}

} // namespace weft
