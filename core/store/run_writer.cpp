#include "core/store/run_writer.h"

#include "core/base/atomic_file.h"
#include "core/store/epoch_files.h"
#include "core/store/event_log.h"
#include "core/store/run_files.h"
#include "core/store/run_lock.h"
#include "core/store/run_names.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

struct RunWriter::State
{
    fs::path path;
    RunLock lock;
    EventLogWriter log;
    std::int64_t lastStep = 0;
};

namespace {

Error writeFailed(const fs::path& path, const std::string& reason)
{
    return {ErrorCode::WriteFailed, path.string(), reason};
}

/// Makes a folder of that name which is not there yet.
Result<void> makeRunFolder(const fs::path& library, const fs::path& run)
{
    std::error_code failure;
    fs::create_directories(library, failure);
    if (failure) {
        return writeFailed(library, failure.message());
    }
    if (!fs::create_directory(run, failure)) {
        return writeFailed(run, failure ? failure.message() : "a folder of that name exists");
    }
    return syncFolder(library);
}

} // namespace

RunWriter::RunWriter(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

RunWriter::~RunWriter()
{
    // The moved-from writer has no state. What cannot be written now was never promised: flush().
    if (m_state) {
        [[maybe_unused]] const auto flushed = m_state->log.flush();
    }
}

RunWriter::RunWriter(RunWriter&&) noexcept = default;

RunWriter& RunWriter::operator=(RunWriter&& other) noexcept
{
    std::swap(m_state, other.m_state);
    return *this;
}

const fs::path& RunWriter::path() const
{
    return m_state->path;
}

Result<RunWriter> RunWriter::create(const fs::path& library, RunRecord record,
                                    const RunLabel& label)
{
    if (record.id.empty()) {
        record.id = makeRunId(label.name);
    }
    if (record.created.empty()) {
        record.created = utcTimestamp();
    }
    const auto run = library / folderNameFor(record.id);
    if (auto made = makeRunFolder(library, run); !made) {
        return made.error();
    }
    // The lock first, so that nobody takes the run for an interrupted one; run.json last, for it
    // makes the folder a run.
    const auto fill = [&]() -> Result<RunWriter> {
        auto lock = RunLock::take(run);
        if (!lock) {
            return lock.error();
        }
        auto log = EventLogWriter::begin(run, 0, 0);
        if (!log) {
            return log.error();
        }
        if (auto done = writeFileAtomically(run_files::status(run), statusToJson({})); !done) {
            return done.error();
        }
        if (auto done = writeFileAtomically(run_files::label(run), labelToJson(label)); !done) {
            return done.error();
        }
        if (auto done = writeFileAtomically(run_files::record(run), recordToJson(record)); !done) {
            return done.error();
        }
        return RunWriter(std::make_unique<State>(State{run, std::move(*lock), std::move(*log), 0}));
    };
    auto writer = fill();
    if (!writer) {
        std::error_code ignored;
        fs::remove_all(run, ignored);
    }
    return writer;
}

Result<RunWriter> RunWriter::reopen(const fs::path& directory, std::int64_t step, int epochsDone)
{
    if (const auto run = RunDirectory::open(directory); !run) {
        return run.error();
    }
    auto lock = RunLock::take(directory);
    if (!lock) {
        return lock.error();
    }
    for (const auto* folder : {"", "epochs", "watched", "checkpoints"}) {
        removeLeftovers(directory / folder);
    }
    auto log = EventLogWriter::begin(directory, step, epochsDone);
    if (!log) {
        return log.error();
    }
    return RunWriter(
        std::make_unique<State>(State{directory, std::move(*lock), std::move(*log), step}));
}

Result<void> RunWriter::write(const StepEvent& event)
{
    m_state->lastStep = event.step;
    return m_state->log.write(event);
}

Result<void> RunWriter::write(const EpochEvent& event)
{
    // The file before the record that speaks of it.
    if (auto written = writeEpochFile(m_state->path, event); !written) {
        return written;
    }
    return m_state->log.write(event);
}

Result<void> RunWriter::write(const WatchedEvent& event)
{
    if (auto written = writeWatchedFile(m_state->path, event); !written) {
        return written;
    }
    return m_state->log.writeWatched(event.epoch, m_state->lastStep);
}

Result<void> RunWriter::writeMessage(const std::string& text)
{
    return m_state->log.writeMessage(text, m_state->lastStep);
}

Result<void> RunWriter::writeStatus(const RunStatus& status)
{
    return writeFileAtomically(run_files::status(m_state->path), statusToJson(status));
}

Result<void> RunWriter::flush()
{
    return m_state->log.flush();
}

} // namespace weft
