#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft {

/// How far a job has come.
enum class JobPhase {
    Pending,     ///< It waits; see JobState::reason.
    Running,     ///< On JobState::nodes.
    Suspended,   ///< It has its nodes, and is held.
    Completing,  ///< It is over, and its nodes are being cleared.
    Completed,   ///< With exit code 0.
    Stopped,     ///< It was told to end, by its time limit or a signal, and left a checkpoint.
    Failed,      ///< With an exit code, or because Slurm could not start it.
    Cancelled,   ///< By a person or the cluster, or it had to make room.
    TimedOut,    ///< Slurm ended it at its time limit.
    OutOfMemory, ///< It took more memory than it had asked for.
    NodeFailed,  ///< A node went down.
    Unknown,     ///< Slurm knows nothing of it any more, nor does the run say how it ended.
};

/// The phase's name in job.json and on the command line: pending, running, suspended, completing,
/// completed, stopped, failed, cancelled, timed-out, out-of-memory, node-failed, unknown.
[[nodiscard]] const char* jobPhaseName(JobPhase phase);
[[nodiscard]] std::optional<JobPhase> jobPhaseOf(std::string_view name);

/// Whether nothing more will come of it.
[[nodiscard]] bool hasEnded(JobPhase phase);

/// What is known of a job.
struct JobState
{
    JobPhase phase = JobPhase::Unknown;
    std::string reason;  ///< Why it waits or how it ended, in Slurm's or the run's words.
    std::string nodes;   ///< As Slurm writes a list: "node[1-4]".
    double elapsed = -1; ///< Seconds since it began; negative: not known, or it has not begun.
    int exitCode = 0;
    int exitSignal = 0;
};

/// "2-03:04:05", "03:04:05" or "04:05" in seconds; negative where it is none of these.
[[nodiscard]] double slurmSeconds(std::string_view text);

/// One line of squeue -h -o '%i|%T|%M|%N|%r': the job's number and its state. Empty: it is none.
struct QueuedJob
{
    std::string id;
    JobState state;
};
[[nodiscard]] std::optional<QueuedJob> parseQueueLine(std::string_view line);

/// One line of sacct -n -P -X -o JobID,State,ExitCode,Elapsed,NodeList behind the number.
[[nodiscard]] std::optional<JobState> parseAccountingLine(std::string_view line);

/// One line of scontrol -o show job.
[[nodiscard]] std::optional<JobState> parseControlLine(std::string_view line);

/// How a job ended whose run says so: what status.json holds. Empty where it is no such text or the
/// run has not ended.
[[nodiscard]] std::optional<JobState> parseRunStatus(std::string_view text);

} // namespace weft
