#pragma once

#include "core/store/checkpoint_p.h"
#include "core/store/run_writer.h"
#include "core/train/events.h"

#include <chrono>
#include <optional>

namespace weft {

/// Where everything that happens in a run goes: first into the run directory, then to the sink.
/// Of several ranks, the first alone has a directory; the others write nothing, and their status
/// is their own. Keeps the order of durable writes: the event log before the checkpoint that
/// supersedes it.
class RunRecorder
{
public:
    RunRecorder(std::optional<RunWriter> writer, EventSink& sink, RunStatus status);

    [[nodiscard]] Result<void> step(const StepEvent& event);
    [[nodiscard]] Result<void> epoch(const EpochEvent& event);
    [[nodiscard]] Result<void> watched(const WatchedEvent& event);
    /// The peak of the memory is filled in. Twice a minute it is a sign of life in status.json.
    void progress(ProgressEvent event);
    void problem(const Error& error);
    /// Something that is said in words, for the event log alone.
    [[nodiscard]] Result<void> message(const std::string& text);

    /// Makes the state known and durable. seconds is the training time so far.
    [[nodiscard]] Result<void> state(RunState state, double seconds);

    /// The run is over for now because of an error. Never fails: where the disk refuses the status,
    /// the sink hears of the error all the same.
    void failed(const Error& error, double seconds);

    [[nodiscard]] Result<void> checkpoint(CheckpointKind kind, const TensorMap& model,
                                          const TensorMap& optimizer, const TrainingState& state);

    [[nodiscard]] const RunStatus& status() const { return m_status; }
    [[nodiscard]] std::filesystem::path directory() const; ///< Empty without one.

private:
    template <typename Event>
    [[nodiscard]] Result<void> write(const Event& event);
    [[nodiscard]] Result<void> writeStatus(double seconds);
    void measureMemory();

    std::optional<RunWriter> m_writer;
    EventSink& m_sink;
    RunStatus m_status;
    std::optional<std::chrono::steady_clock::time_point> m_measured; ///< The memory's peak.
    std::optional<std::chrono::steady_clock::time_point> m_signed;   ///< The sign of life.
};

} // namespace weft
