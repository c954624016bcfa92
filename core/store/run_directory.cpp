#include "core/store/run_directory.h"

#include "core/base/atomic_file.h"
#include "core/store/epoch_files.h"
#include "core/store/event_log.h"
#include "core/store/run_files.h"
#include "core/store/run_holder.h"

#include <chrono>
#include <system_error>

namespace weft {

namespace {

/// Without news a run whose process cannot be asked for counts as alive for so long: a validation
/// tells nothing while it lasts.
constexpr std::chrono::minutes patience{10};

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
    auto status = readStatus(directory);
    if (status && claimsProcess(status->state)) {
        status = readCurrentStatus(directory, holderOf(directory), patience);
    }
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
