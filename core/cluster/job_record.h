#pragma once

#include "core/base/result.h"
#include "core/cluster/job_state.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// What is remembered of a job that was handed in.
struct JobRecord
{
    std::string job;  ///< Its number.
    std::string host; ///< Empty: this machine.
    std::string name; ///< Of the run.
    std::string run;  ///< Its directory on the cluster.
    std::string
        runHere; ///< The same as this machine sees it; empty: under the same path, if at all.
    std::string folder;    ///< The job's own on the cluster, with what it prints.
    std::string submitted; ///< ISO 8601, UTC.
    int nodes = 1;
    int tasks = 1;  ///< In all.
    JobState state; ///< The last that was known; asked for again until it has ended or is unknown.
};

/// A job of the list, or why its file cannot be read.
struct JobEntry
{
    std::filesystem::path file;      ///< job.json; the script lies beside it.
    std::optional<JobRecord> record; ///< Empty: see error.
    Error error;
    /// The run's directory as this machine sees it; empty where it was not there.
    std::filesystem::path seen;
    /// The last lines of what a job of this machine printed that did not end well; empty where
    /// there are none.
    std::string said = {};
};

/// The file on the cluster that has what the job prints.
[[nodiscard]] std::string jobOutput(const JobRecord& record);

/// What JobEntry::said holds of a job; reads the end of one file.
[[nodiscard]] std::string lastWords(const JobRecord& record);

/// Where a library keeps its jobs: a folder a job.
[[nodiscard]] std::filesystem::path jobsFolder(const std::filesystem::path& library);

/// Writes job.json atomically. Fails with WriteFailed.
[[nodiscard]] Result<void> saveJobRecord(const std::filesystem::path& file,
                                         const JobRecord& record);

/// Fails with NotFound, Unreadable, Corrupt or NewerFormat, naming the file.
[[nodiscard]] Result<JobRecord> readJobRecord(const std::filesystem::path& file);

/// The jobs of a library, the newest first. Reads small files only. Fails with Unreadable; without
/// the folder there are none.
[[nodiscard]] Result<std::vector<JobEntry>> listJobs(const std::filesystem::path& library);

} // namespace weft
