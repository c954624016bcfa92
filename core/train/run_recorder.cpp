#include "core/base/process.h"
#include "core/train/run_recorder_p.h"

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr std::chrono::milliseconds memoryGap{250};

} // namespace

RunRecorder::RunRecorder(RunWriter writer, EventSink& sink, RunStatus status)
    : m_writer(std::move(writer))
    , m_sink(sink)
    , m_status(std::move(status))
{
}

Result<void> RunRecorder::step(const StepEvent& event)
{
    auto written = m_writer.write(event);
    m_sink.handle(event);
    return written;
}

Result<void> RunRecorder::epoch(const EpochEvent& event)
{
    auto written = m_writer.write(event);
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
    auto written = m_writer.write(event);
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
    event.peakMemoryBytes = m_status.peakMemoryBytes;
    m_sink.handle(event);
}

void RunRecorder::problem(const Error& error)
{
    m_sink.handle(ProblemEvent{error, false});
}

Result<void> RunRecorder::message(const std::string& text)
{
    return m_writer.writeMessage(text);
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
    m_status.state = RunState::Failed;
    m_status.problem = toString(error);
    m_status.diverged = error.code == ErrorCode::NotFinite;
    // What the log holds so far is worth keeping, as far as the disk takes it.
    [[maybe_unused]] const auto flushed = m_writer.flush();
    [[maybe_unused]] const auto written = writeStatus(seconds);
    m_sink.handle(ProblemEvent{error, true});
    m_sink.handle(StateEvent{RunState::Failed});
}

Result<void> RunRecorder::checkpoint(CheckpointKind kind, const TensorMap& model,
                                     const TensorMap& optimizer, const TrainingState& state)
{
    if (auto flushed = m_writer.flush(); !flushed) {
        return flushed;
    }
    if (auto saved = saveCheckpoint(m_writer.path(), kind, model, optimizer, state); !saved) {
        return saved;
    }
    return kind == CheckpointKind::Last ? writeStatus(state.seconds) : Result<void>();
}

Result<void> RunRecorder::writeStatus(double seconds)
{
    m_status.seconds = seconds;
    measureMemory();
    return m_writer.writeStatus(m_status);
}

void RunRecorder::measureMemory()
{
    // A run that was taken up again keeps the higher peak of the two.
    m_status.peakMemoryBytes = std::max(m_status.peakMemoryBytes, peakMemoryBytes());
}

} // namespace weft
