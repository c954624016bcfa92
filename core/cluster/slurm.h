#pragma once

#include "core/base/result.h"
#include "core/cluster/cluster_job.h"
#include "core/cluster/job_state.h"

#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// A job that Slurm has taken.
struct TakenJob
{
    std::string id;   ///< Its number.
    std::string home; ///< The home folder there, which "~/" stands for.
};

/// Whether Slurm's programs are there. Blocks, as all of these do. Fails as runWhereSlurmIs().
[[nodiscard]] Result<void> findSlurm(const std::string& host, const std::stop_token& stop = {});

/// Makes the job's folder, writes its script and its configuration there and hands it to sbatch.
/// Fails as checkJob() and runWhereSlurmIs(), with InvalidArgument where sbatch refuses the job, and
/// with AlreadyExists where a new run's directory is there.
[[nodiscard]] Result<TakenJob> handIn(const ClusterJob& job, const std::stop_token& stop = {});

/// A job to ask for, and its run's directory on the cluster.
struct AskedJob
{
    std::string id;
    std::string run;
};

/// The states of jobs of one host, in the order asked, in one connection: from squeue; of those
/// that it does not have from sacct; where accounting is off from scontrol, which remembers a job
/// for some minutes; and at last from what the run says of itself. Fails as runWhereSlurmIs(), and
/// with Unreadable where Slurm's controller does not answer.
[[nodiscard]] Result<std::vector<JobState>> askForJobs(const std::string& host,
                                                       const std::vector<AskedJob>& jobs,
                                                       const std::stop_token& stop = {});

/// Ends a job by scancel: its ranks get SIGTERM and, usually half a minute later, SIGKILL. Fails
/// with InvalidArgument where Slurm does not know it any more.
[[nodiscard]] Result<void> cancelJob(const std::string& host, const std::string& id,
                                     const std::stop_token& stop = {});

} // namespace weft
