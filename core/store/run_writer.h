#pragma once

#include "core/base/result.h"
#include "core/store/run_directory.h"
#include "core/train/events.h"

#include <filesystem>
#include <memory>
#include <string>

namespace weft {

/// The one process's hold on a run directory while it trains: takes its lock, writes its event log,
/// predictions, watched images and status. One thread at a time.
class RunWriter
{
public:
    /// Makes a new run directory under library, and library itself where needed. An empty id or
    /// creation time of the record is filled in. Nothing is left of it where it fails, with
    /// WriteFailed.
    [[nodiscard]] static Result<RunWriter> create(const std::filesystem::path& library,
                                                  RunRecord record, const RunLabel& label);

    /// Takes up an existing run at a step: what the log holds after that step is superseded, not
    /// erased. Fails with InUse where another process holds it, and as RunDirectory::open() does;
    /// nothing is changed then.
    [[nodiscard]] static Result<RunWriter> reopen(const std::filesystem::path& directory,
                                                  std::int64_t step, int epochsDone);
    ~RunWriter();
    RunWriter(RunWriter&&) noexcept;
    RunWriter& operator=(RunWriter&&) noexcept;

    [[nodiscard]] const std::filesystem::path& path() const;

    [[nodiscard]] Result<void> write(const StepEvent& event); ///< Buffered; see flush().
    [[nodiscard]] Result<void> write(const EpochEvent& event);
    [[nodiscard]] Result<void> write(const WatchedEvent& event);
    /// Into the event log, in words, at the last step.
    [[nodiscard]] Result<void> writeMessage(const std::string& text);
    [[nodiscard]] Result<void> writeStatus(const RunStatus& status);

    /// Makes everything written so far durable. Called before a checkpoint is committed.
    [[nodiscard]] Result<void> flush();

private:
    struct State;
    explicit RunWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace weft
