#include "core/store/run_directory.h"

#include "core/base/atomic_file.h"
#include "core/store/epoch_files.h"
#include "core/store/event_log.h"
#include "core/store/run_files.h"
#include "core/store/run_lock.h"

#include <system_error>

namespace weft {

namespace {

bool claimsAProcess(const RunStatus& status)
{
    return status.state == RunState::Preparing || status.state == RunState::Running ||
           status.state == RunState::Paused;
}

/// The state that status.json tells, unless it speaks of a process that is no more.
Result<RunStatus> currentStatus(const std::filesystem::path& run)
{
    auto status = readStatus(run);
    if (!status || !claimsAProcess(*status) || RunLock::held(run)) {
        return status;
    }
    // The process may have ended in order between the two looks: what it wrote last counts.
    status = readStatus(run);
    if (status && claimsAProcess(*status)) {
        status->state = RunState::Interrupted;
    }
    return status;
}

} // namespace

Result<RunDirectory> RunDirectory::open(const std::filesystem::path& directory)
{
    std::error_code failure;
    if (!std::filesystem::is_directory(directory, failure)) {
        return Error{ErrorCode::NotFound, directory.string(), "there is no such folder"};
    }
    RunDirectory run;
    run.m_path = directory;
    auto record = readRecord(directory);
    if (!record) {
        return record.error();
    }
    auto label = readLabel(directory);
    if (!label) {
        return label.error();
    }
    auto status = currentStatus(directory);
    if (!status) {
        return status.error();
    }
    run.m_record = std::move(*record);
    run.m_label = std::move(*label);
    run.m_status = std::move(*status);
    return run;
}

Result<RunHistory> RunDirectory::history() const
{
    auto log = readEventLog(m_path);
    if (!log) {
        return log.error();
    }
    RunHistory history;
    history.steps = std::move(log->steps);
    history.epochs = std::move(log->epochs);
    for (auto& epoch : history.epochs) {
        if (auto read = readEpochFile(m_path, epoch); !read) {
            return read.error();
        }
    }
    for (const int epoch : log->watchedEpochs) {
        WatchedEvent watched;
        watched.epoch = epoch;
        if (auto read = readWatchedFile(m_path, watched); !read) {
            return read.error();
        }
        history.watched.push_back(std::move(watched));
    }
    return history;
}

Result<void> saveRunLabel(const std::filesystem::path& directory, const RunLabel& label)
{
    const auto former = readLabel(directory);
    if (!former && former.error().code == ErrorCode::NewerFormat) {
        return former.error();
    }
    return writeFileAtomically(run_files::label(directory), labelToJson(label));
}

} // namespace weft
