#include "core/base/process.h"
#include "core/train/run_recorder_p.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr std::chrono::milliseconds memoryGap{250};

/// Readers on other machines tell by the age of what is written whether a run lives; a validation
/// or the computing of features writes nothing else while it lasts.
constexpr std::chrono::seconds signOfLife{30};

} // namespace

RunRecorder::RunRecorder(std::optional<RunWriter> writer, EventSink& sink, RunStatus status)
    : m_writer(std::move(writer))
    , m_sink(sink)
    , m_status(std::move(status))
{
}

std::filesystem::path RunRecorder::directory() const
{
    return m_writer ? m_writer->path() : std::filesystem::path();
}

template <typename Event>
Result<void> RunRecorder::write(const Event& event)
{
    return m_writer ? m_writer->write(event) : Result<void>();
}

Result<void> RunRecorder::step(const StepEvent& event)
{
    auto written = write(event);
    m_sink.handle(event);
    return written;
}

Result<void> RunRecorder::epoch(const EpochEvent& event)
{
    auto written = write(event);
    m_status.epochsDone = event.epoch;
    if (event.best) {
        m_status.bestEpoch = event.epoch;
        m_status.bestAccuracy = event.valTop1;
    }
    m_sink.handle(event);
    return written;
}

Result<void> RunRecorder::watched(const WatchedEvent& event)
{
    auto written = write(event);
    m_sink.handle(event);
    return written;
}

void RunRecorder::progress(ProgressEvent event)
{
    // The kernel writes a table for it, and small networks take hundreds of steps a second.
    if (const auto now = std::chrono::steady_clock::now();
        !m_measured || now - *m_measured >= memoryGap) {
        m_measured = now;
        measureMemory();
    }
    if (const auto now = std::chrono::steady_clock::now();
        m_writer && (!m_signed || now - *m_signed >= signOfLife)) {
        m_signed = now;
        // What cannot be written now the next checkpoint tells.
        [[maybe_unused]] const auto written = m_writer->writeStatus(m_status);
    }
    event.peakMemoryBytes = m_status.peakMemoryBytes;
    m_sink.handle(event);
}

void RunRecorder::problem(const Error& error)
{
    m_sink.handle(ProblemEvent{error, false});
}

Result<void> RunRecorder::message(const std::string& text)
{
    return m_writer ? m_writer->writeMessage(text) : Result<void>();
}

Result<void> RunRecorder::state(RunState state, double seconds)
{
    m_status.state = state;
    m_status.problem.clear();
    m_status.diverged = false;
    auto written = writeStatus(seconds);
    m_sink.handle(StateEvent{state});
    return written;
}

void RunRecorder::failed(const Error& error, double seconds)
{
    // A run that lost a rank is none the worse for it: its last checkpoint can be carried on.
    const auto state = error.code == ErrorCode::RankLost ? RunState::Interrupted : RunState::Failed;
    m_status.state = state;
    m_status.problem = toString(error);
    m_status.diverged = error.code == ErrorCode::NotFinite;
    // What the log holds so far is worth keeping, as far as the disk takes it.
    if (m_writer) {
        [[maybe_unused]] const auto flushed = m_writer->flush();
    }
    [[maybe_unused]] const auto written = writeStatus(seconds);
    m_sink.handle(ProblemEvent{error, true});
    m_sink.handle(StateEvent{state});
}

Result<void> RunRecorder::checkpoint(CheckpointKind kind, const TensorMap& model,
                                     const TensorMap& optimizer, const TrainingState& state)
{
    if (!m_writer) {
        return {};
    }
    if (auto flushed = m_writer->flush(); !flushed) {
        return flushed;
    }
    if (auto saved = saveCheckpoint(m_writer->path(), kind, model, optimizer, state); !saved) {
        return saved;
    }
    return kind == CheckpointKind::Last ? writeStatus(state.seconds) : Result<void>();
}

Result<void> RunRecorder::writeStatus(double seconds)
{
    m_status.seconds = seconds;
    measureMemory();
    return m_writer ? m_writer->writeStatus(m_status) : Result<void>();
}

void RunRecorder::measureMemory()
{
    // A run that was taken up again keeps the higher peak of the two.
    m_status.peakMemoryBytes = std::max(m_status.peakMemoryBytes, peakMemoryBytes());
}

} // namespace weft
