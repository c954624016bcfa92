#include "core/store/event_log.h"

#include "event_log.pb.h"

#include "core/base/atomic_file.h"
#include "core/store/event_files.h"
#include "core/store/record_file.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

namespace weft {

namespace {

// Often enough for somebody who watches the log from another process.
constexpr std::size_t drainBytes = 64 * 1024;
constexpr std::chrono::seconds drainInterval{1};

eventlog::Event newEvent(std::int64_t step)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    eventlog::Event event;
    event.set_wall_time(std::chrono::duration<double>(now).count());
    event.set_step(step);
    return event;
}

void addScalar(eventlog::Event& event, const char* tag, double value)
{
    auto* scalar = event.mutable_summary()->add_value();
    scalar->set_tag(tag);
    scalar->set_simple_value(static_cast<float>(value));
}

} // namespace

Result<EventLogWriter> EventLogWriter::begin(const std::filesystem::path& folder, std::int64_t step,
                                             int epochsDone)
{
    const auto earlier = listEventFiles(folder);
    EventLogWriter writer;
    writer.m_file = folder / toString(nextEventFileName(earlier));
    writer.m_descriptor = FileDescriptor(
        ::open(writer.m_file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666));
    if (!writer.m_descriptor.valid()) {
        return Error{ErrorCode::WriteFailed, writer.m_file.string(),
                     std::generic_category().message(errno)};
    }
    auto version = newEvent(0);
    version.set_file_version("brain.Event:2");
    auto begun = writer.append(version.SerializeAsString());
    if (begun && (step > 0 || !earlier.empty())) {
        auto start = newEvent(step + 1);
        start.mutable_session_log()->set_status(eventlog::SessionLog::START);
        start.mutable_weft_resume()->set_step(step);
        start.mutable_weft_resume()->set_epochs_done(epochsDone);
        begun = writer.append(start.SerializeAsString());
    }
    if (begun) {
        begun = writer.flush();
    }
    if (begun) {
        begun = syncFolder(folder);
    }
    if (!begun) {
        std::error_code ignored;
        std::filesystem::remove(writer.m_file, ignored);
        return begun.error();
    }
    return writer;
}

Result<void> EventLogWriter::write(const StepEvent& event)
{
    auto message = newEvent(event.step);
    addScalar(message, "train/loss", event.loss);
    addScalar(message, "train/running_accuracy", event.runningAccuracy);
    addScalar(message, "train/learning_rate", event.learningRate);
    addScalar(message, "train/gradient_norm", event.gradientNorm);
    addScalar(message, "train/images_per_second", event.imagesPerSecond);
    if (event.lossScale > 0) {
        addScalar(message, "train/loss_scale", event.lossScale);
        addScalar(message, "train/skipped_steps", static_cast<double>(event.skippedSteps));
    }
    auto& exact = *message.mutable_weft_step();
    exact.set_epoch(event.epoch);
    exact.set_epoch_position(event.epochPosition);
    exact.set_loss(event.loss);
    exact.set_running_accuracy(event.runningAccuracy);
    exact.set_learning_rate(event.learningRate);
    exact.set_gradient_norm(event.gradientNorm);
    exact.set_images_per_second(event.imagesPerSecond);
    exact.set_loss_scale(event.lossScale);
    exact.set_skipped_steps(event.skippedSteps);
    return append(message.SerializeAsString());
}

Result<void> EventLogWriter::write(const EpochEvent& event)
{
    auto message = newEvent(event.step);
    addScalar(message, "train/epoch_loss", event.trainLoss);
    addScalar(message, "train/epoch_accuracy", event.trainAccuracy);
    addScalar(message, "val/loss", event.valLoss);
    addScalar(message, "val/top1", event.valTop1);
    addScalar(message, "val/top5", event.valTop5);
    addScalar(message, "time/epoch_seconds", event.seconds);
    auto& exact = *message.mutable_weft_epoch();
    exact.set_epoch(event.epoch);
    exact.set_train_loss(event.trainLoss);
    exact.set_train_accuracy(event.trainAccuracy);
    exact.set_val_loss(event.valLoss);
    exact.set_val_top1(event.valTop1);
    exact.set_val_top5(event.valTop5);
    exact.set_seconds(event.seconds);
    exact.set_images_per_second(event.imagesPerSecond);
    exact.set_best(event.best);
    return append(message.SerializeAsString());
}

Result<void> EventLogWriter::writeWatched(int epoch, std::int64_t step)
{
    auto message = newEvent(step);
    message.mutable_weft_watched()->set_epoch(epoch);
    return append(message.SerializeAsString());
}

Result<void> EventLogWriter::writeMessage(const std::string& text, std::int64_t step)
{
    auto message = newEvent(step);
    message.mutable_log_message()->set_level(eventlog::LogMessage::INFO);
    message.mutable_log_message()->set_message(text);
    return append(message.SerializeAsString());
}

Result<void> EventLogWriter::append(std::string_view message)
{
    m_buffer += frameRecord(message);
    const auto now = std::chrono::steady_clock::now();
    return m_buffer.size() >= drainBytes || now - m_drained >= drainInterval ? drain()
                                                                             : Result<void>();
}

Result<void> EventLogWriter::drain()
{
    m_drained = std::chrono::steady_clock::now();
    if (auto written = writeAll(m_descriptor.get(), m_buffer, m_file); !written) {
        // A part of a record in the middle of the file would hide all that comes after it.
        [[maybe_unused]] const int cut = ::ftruncate(m_descriptor.get(), m_length);
        return written;
    }
    m_length += static_cast<std::int64_t>(m_buffer.size());
    m_buffer.clear();
    return {};
}

Result<void> EventLogWriter::flush()
{
    if (auto drained = drain(); !drained) {
        return drained;
    }
    if (::fsync(m_descriptor.get()) != 0) {
        return Error{ErrorCode::WriteFailed, m_file.string(),
                     std::generic_category().message(errno)};
    }
    return {};
}

} // namespace weft
