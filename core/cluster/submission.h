#pragma once

#include "core/cluster/cluster_job.h"
#include "core/cluster/job_record.h"

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace weft {

/// The usual place on this machine (host empty: this very program, and the library's own folder of
/// jobs) or on a host (weft-cli in PATH, everything in ~/weft). program: weft-cli of this machine.
[[nodiscard]] ClusterPlace usualPlace(const std::string& host, const std::filesystem::path& program,
                                      const std::filesystem::path& library);

/// A job that trains a new run. name: of the run, not empty.
[[nodiscard]] ClusterJob newRunJob(ClusterPlace place, JobResources resources, RunConfig config,
                                   const std::string& name);

/// A job that carries on a run by its directory on the cluster; name may be empty.
[[nodiscard]] ClusterJob resumeJob(ClusterPlace place, JobResources resources,
                                   const std::filesystem::path& run, const std::string& name);

/// Hands the job in and notes it in the library of this machine, with a copy of its script. Blocks.
/// Fails as handIn(), and with WriteFailed, before anything is handed in where nothing can be
/// noted.
[[nodiscard]] Result<JobEntry> submitJob(const ClusterJob& job,
                                         const std::filesystem::path& library,
                                         const std::stop_token& stop = {});

/// A name that neither a run nor a job of the library has yet. See proposeRunName().
[[nodiscard]] std::string proposeJobName(const std::filesystem::path& library,
                                         const std::string& stem);

/// The jobs of a library with their present states.
struct JobListing
{
    std::vector<JobEntry> jobs;  ///< The newest first.
    std::vector<Error> problems; ///< Hosts that could not be asked: their jobs are as last known.
};

/// The jobs that are still to be asked for as listJobs() read them, by their host.
[[nodiscard]] std::map<std::string, std::vector<JobEntry>>
openJobs(const std::vector<JobEntry>& entries);

/// Asks one host for jobs of its own, as openJobs() has them, and notes what has become of them.
/// Those that are unknown are noted so a day after they were submitted, and asked for no more.
/// Blocks. Fails as askForJobs(), which leaves the entries as they were, and with WriteFailed.
[[nodiscard]] Result<void> refreshHost(const std::string& host, std::vector<JobEntry>& entries,
                                       const std::stop_token& stop = {});

/// Puts entries in the place of those of the same file.
void takeOver(const std::vector<JobEntry>& asked, std::vector<JobEntry>& jobs);

/// Asks every host that has open jobs, all at the same time. Blocks. Fails as listJobs().
[[nodiscard]] Result<JobListing> refreshJobs(const std::filesystem::path& library,
                                             const std::stop_token& stop = {});

} // namespace weft
