#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <optional>
#include <string>
#include <vector>

namespace weft {

/// What a job asks Slurm for.
struct JobResources
{
    int nodes = 1;
    int tasksPerNode = 1;             ///< Each is a rank of the training.
    int cpusPerTask = 1;              ///< Also a rank's threads, where train.threads is automatic.
    std::string time = "01:00:00";    ///< As sbatch takes it; see parseJobTime().
    std::string partition;            ///< Empty: the cluster's default.
    std::string account;              ///< Empty: the person's default.
    std::vector<std::string> modules; ///< Loaded in this order.
    std::vector<std::string> options; ///< Further options of sbatch, such as "--mem=16G".
};

/// Where a job is handed in, and what it finds there. Paths are the cluster's: absolute, or
/// beginning with "~/" for the home folder.
struct ClusterPlace
{
    std::string host; ///< As ssh takes it; empty: this machine's own sbatch.
    std::string program = "weft-cli";
    std::string folder;  ///< Each job has a folder in it, with its script and what it prints.
    std::string library; ///< Folder of the runs.
    /// The library as this machine sees it, so that its runs can be followed (NFS, sshfs); empty:
    /// under the same path, or not at all.
    std::string libraryHere;
};

/// A job before it is handed in: a new run, or one that is carried on.
struct ClusterJob
{
    JobResources resources;
    ClusterPlace place;
    std::string id;   ///< Of the run, which is the folder's name in the library too.
    std::string name; ///< Of the run.
    /// Of a new run; empty: the run's directory, place.library / id, is there and is carried on.
    std::optional<RunConfig> config;
    /// data.flip is left to what the images are, as `weft-cli train` does with a preset's.
    bool flipAsImagesAllow = false;
    /// Of a run that is carried on: the job that trained it is known to have ended, though its
    /// node's locks cannot be seen. See RankRequest::takeOver.
    bool takeOver = false;
    std::string folderName; ///< Of the job's own folder in place.folder.
};

/// Seconds of a time limit: "MINUTES", "MINUTES:SECONDS", "HOURS:MINUTES:SECONDS", "DAYS-HOURS",
/// "DAYS-HOURS:MINUTES", "DAYS-HOURS:MINUTES:SECONDS", as sbatch reads it. Fails with
/// InvalidArgument.
[[nodiscard]] Result<long long> parseJobTime(const std::string& text);

/// What may stand in a line of #SBATCH or go to ssh and a shell as it is; numbers within their
/// limits, paths that mean the same anywhere on the cluster. Fails with InvalidArgument, with the
/// option of `weft-cli submit` as its subject.
[[nodiscard]] Result<void> checkResources(const JobResources& resources);
[[nodiscard]] Result<void> checkPlace(const ClusterPlace& place);
/// Both, and that what the run reads has a path on the cluster.
[[nodiscard]] Result<void> checkJob(const ClusterJob& job);

/// A new run's id from its name: what checkRunId() takes.
[[nodiscard]] std::string clusterRunId(const std::string& name);

/// The job's own folder on the cluster, and the run's directory there.
[[nodiscard]] std::string jobFolder(const ClusterJob& job);
[[nodiscard]] std::string runDirectory(const ClusterJob& job);

} // namespace weft
