#pragma once

#include "core/base/file_descriptor.h"
#include "core/base/result.h"
#include "core/train/events.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace weft {

/// Appends to a run's event log: one new file in TensorBoard's format, next in order to those that
/// are there. Buffered; one thread at a time.
class EventLogWriter
{
public:
    /// Begins a file. Where step > 0 or the folder has earlier files, it opens with the mark that
    /// supersedes what those say after that step and those whole epochs. Fails with WriteFailed.
    [[nodiscard]] static Result<EventLogWriter> begin(const std::filesystem::path& folder,
                                                      std::int64_t step, int epochsDone);

    [[nodiscard]] Result<void> write(const StepEvent& event);
    /// The figures only; the confusion matrix and the predictions lie in files of their own.
    [[nodiscard]] Result<void> write(const EpochEvent& event);
    /// Notes that the watched images of an epoch have been written.
    [[nodiscard]] Result<void> writeWatched(int epoch, std::int64_t step);

    /// Says something in words, at a step.
    [[nodiscard]] Result<void> writeMessage(const std::string& text, std::int64_t step);

    /// Makes everything written so far durable.
    [[nodiscard]] Result<void> flush();

private:
    EventLogWriter() = default;
    Result<void> append(std::string_view message);
    Result<void> drain();

    std::filesystem::path m_file;
    FileDescriptor m_descriptor;
    std::string m_buffer;
    std::int64_t m_length = 0; ///< Of the file, whole records only.
    std::chrono::steady_clock::time_point m_drained;
};

/// The watched images of an epoch have been written, in a file of their own.
struct WatchedRecorded
{
    int epoch = 0;
};

/// The run was taken up again with so much done: what came before of later steps and epochs is
/// superseded.
struct TakenUp
{
    std::int64_t step = 0;
    int epochsDone = 0;
};

/// What one record tells. Epochs are without confusion matrices and predictions.
using LogEvent = std::variant<StepEvent, EpochEvent, WatchedRecorded, TakenUp>;

/// What the log's files tell together, repeated steps and epochs once.
struct EventLogContent
{
    std::vector<StepEvent> steps;
    std::vector<EpochEvent> epochs; ///< Without confusion matrices and predictions.
    std::vector<int> watchedEpochs;

    /// A step or an epoch that comes again replaces the first, so that each list keeps rising.
    void add(const LogEvent& event);
};

/// Reads all event files of a folder in their order. A torn last record of any file is passed over,
/// for its process may have been killed. Fails with Corrupt or Unreadable.
[[nodiscard]] Result<EventLogContent> readEventLog(const std::filesystem::path& folder);

} // namespace weft
