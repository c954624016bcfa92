#pragma once

#include "core/base/process.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/preprocessing.h"
#include "core/metrics/inference_time.h"
#include "core/model/network_description.h"
#include "core/train/events.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// Whom a run learns from.
struct TeacherRecord
{
    std::string fingerprint; ///< Of its weights.
    double accuracy = 0;     ///< On the run's validation images, 0..1.
};

/// The run whose network was pruned into this one's.
struct ParentRecord
{
    std::string id;
    int epoch = 0;             ///< Of the checkpoint that was taken.
    std::string fingerprint;   ///< Of its weights.
    double accuracy = 0;       ///< On the run's validation images, 0..1.
    double prunedAccuracy = 0; ///< The same of what was left of it, before any training.
    std::int64_t parameters = 0;
    std::int64_t flops = 0; ///< See NetworkDescription.
    /// Of both networks, in turns with one another and before any training, which changes weights
    /// and no time; zeros where they were not timed.
    InferenceTime time, prunedTime;
};

/// What a run was started with; run.json. Never changes.
struct RunRecord
{
    std::string id;      ///< Unique; also the folder's first name.
    std::string created; ///< ISO 8601, UTC.
    RunConfig config;
    std::string dataTitle;
    std::string dataFingerprint;
    std::size_t trainImages = 0;
    std::size_t validationImages = 0;
    std::vector<std::string> classNames;
    Preprocessing preprocessing;
    std::int64_t parameters = 0;
    bool ownFeatures = false;             ///< Kept features are this run's alone.
    std::string weightsFingerprint;       ///< Of what config.model.weights gave; empty without.
    std::optional<TeacherRecord> teacher; ///< Where config.train.teacher is set.
    std::optional<ParentRecord> parent;   ///< Where the network is a pruned one.
    ComputeEnvironment environment;
};

/// The state's name in status.json and on the command line: preparing, running, paused, stopped,
/// finished, failed, interrupted.
[[nodiscard]] const char* runStateName(RunState state);

/// How far a run has come; status.json, replaced atomically.
struct RunStatus
{
    RunState state = RunState::Preparing;
    int epochsDone = 0;
    int bestEpoch = 0; ///< 0 also where a pruned network is best before its first step.
    double bestAccuracy = 0;
    double seconds = 0; ///< Training time, pauses left out.
    /// The most that was resident while it trained, of the whole process: in the window, whatever
    /// else it held then counts as well, and where the kernel does not let resetPeakMemory() begin
    /// anew, what came before. 0 while not known.
    std::size_t peakMemoryBytes = 0;
    std::string problem;   ///< Why it failed.
    bool diverged = false; ///< It failed because a number was not finite, and would again.

    /// Whether there is a best checkpoint, with bestAccuracy.
    [[nodiscard]] bool hasBest() const { return bestEpoch > 0 || bestAccuracy > 0; }
};

/// What a person calls it; label.json, replaced atomically.
struct RunLabel
{
    std::string name;
    std::string notes;
};

/// Everything that happened, as the event log tells it. A resumed run's repeated steps stand once.
struct RunHistory
{
    std::vector<StepEvent> steps;
    std::vector<EpochEvent> epochs; ///< With confusion matrices and predictions.
    std::vector<WatchedEvent> watched;
};

/// A run directory opened for reading. Cheap to make; changes nothing on disk.
class RunDirectory
{
public:
    /// Fails with NotFound, Unreadable, Corrupt or NewerFormat, naming the file.
    [[nodiscard]] static Result<RunDirectory> open(const std::filesystem::path& directory);

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] const RunRecord& record() const { return m_record; }
    [[nodiscard]] const RunLabel& label() const { return m_label; }
    /// Interrupted where it speaks of a process that is no more; see readCurrentStatus().
    [[nodiscard]] const RunStatus& status() const { return m_status; }

    /// Reads the event log. May take a while for a long run: not for the window's thread.
    [[nodiscard]] Result<RunHistory> history() const;

private:
    RunDirectory() = default;
    std::filesystem::path m_path;
    RunRecord m_record;
    RunLabel m_label;
    RunStatus m_status;
};

/// Replaces label.json. Fails with WriteFailed, and with NewerFormat rather than replace a newer
/// one.
[[nodiscard]] Result<void> saveRunLabel(const std::filesystem::path& directory,
                                        const RunLabel& label);

} // namespace weft
