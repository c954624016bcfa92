#pragma once

#include "core/cluster/cluster_job.h"

#include <string>

namespace weft {

/// Names of the files in a job's folder.
namespace job_files {
inline constexpr const char* script = "job.sh";
inline constexpr const char* config = "config.json";
inline constexpr const char* record = "job.json";
} // namespace job_files

/// What a script and the configuration that it names are called, beside each other.
struct ScriptNames
{
    std::string script = job_files::script;
    std::string config = job_files::config;
};

/// The batch script of a job, which sbatch is to be given in the job's folder. It trains the run,
/// or carries it on where its directory is there: Slurm starts a job again where a node failed or
/// the job had to make room. Some time before the time limit Slurm sends SIGTERM to the ranks, upon
/// which weft-cli writes a checkpoint. Fails as checkJob() does, and with InvalidArgument for a
/// name that holds a control character.
[[nodiscard]] Result<std::string> batchScript(const ClusterJob& job, const ScriptNames& names = {});

/// The configuration of a new run as the job reads it: its processes are the job's tasks, whatever
/// it says itself. config has to be there.
[[nodiscard]] std::string jobConfig(const ClusterJob& job);

} // namespace weft
