#include "core/cluster/submission.h"

#include "core/base/atomic_file.h"
#include "core/cluster/batch_script.h"
#include "core/cluster/slurm.h"
#include "core/store/run_library.h"
#include "core/store/run_names.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <system_error>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// After so long no word of a job is to be expected any more.
constexpr std::chrono::hours unknownPatience{24};

/// A path of the cluster with its home folder in place of "~/".
std::string resolved(const std::string& path, const std::string& home)
{
    return path.starts_with("~/") ? home + path.substr(1) : path;
}

JobRecord recordOf(const ClusterJob& job, const TakenJob& taken)
{
    JobRecord record;
    record.job = taken.id;
    record.host = job.place.host;
    record.name = job.name.empty() ? job.id : job.name;
    record.run = resolved(runDirectory(job), taken.home);
    record.runHere =
        job.place.libraryHere.empty() ? std::string() : job.place.libraryHere + "/" + job.id;
    record.folder = resolved(jobFolder(job), taken.home);
    record.submitted = utcTimestamp();
    record.nodes = job.resources.nodes;
    record.tasks = job.resources.nodes * job.resources.tasksPerNode;
    record.state.phase = JobPhase::Pending;
    return record;
}

/// Else Slurm may have the job all the same, which would then miss its folder.
bool wasNotTaken(const Error& error)
{
    return error.code != ErrorCode::Internal && error.code != ErrorCode::Cancelled &&
           error.code != ErrorCode::Corrupt;
}

/// Whether nothing more can be learnt of a job. Unknown stands in a record only where it is so.
bool isFinal(const JobState& state)
{
    return hasEnded(state.phase) || state.phase == JobPhase::Unknown;
}

/// Whether a record has to be written anew. Its time is of use where Slurm cannot be asked; it goes
/// on in any case.
bool saysMore(const JobState& now, const JobState& noted)
{
    constexpr double enoughSeconds = 60;
    return now.phase != noted.phase || now.reason != noted.reason || now.nodes != noted.nodes ||
           std::abs(now.elapsed - noted.elapsed) >= enoughSeconds;
}

/// Takes over what Slurm says of a job.
Result<void> takeState(JobEntry& entry, const JobState& state)
{
    auto& record = *entry.record;
    const auto noted = std::exchange(record.state, state);
    entry.said = lastWords(record);
    // Times of this form sort as text.
    const bool lost =
        state.phase == JobPhase::Unknown && record.submitted < utcTimestamp(unknownPatience);
    const bool told = state.phase != JobPhase::Unknown;
    return lost || (told && (hasEnded(state.phase) || saysMore(state, noted)))
               ? saveJobRecord(entry.file, record)
               : Result<void>();
}

} // namespace

ClusterPlace usualPlace(const std::string& host, const fs::path& program, const fs::path& library)
{
    ClusterPlace place;
    place.host = host;
    if (!host.empty()) {
        place.folder = "~/weft/jobs";
        place.library = "~/weft/runs";
        return place;
    }
    std::error_code unknown;
    place.program = program.string();
    place.library = fs::absolute(library, unknown).lexically_normal().string();
    place.folder = jobsFolder(place.library).string();
    return place;
}

ClusterJob newRunJob(ClusterPlace place, JobResources resources, RunConfig config,
                     const std::string& name)
{
    ClusterJob job;
    job.place = std::move(place);
    job.resources = std::move(resources);
    job.config = std::move(config);
    job.name = name;
    job.id = clusterRunId(name);
    job.folderName = job.id;
    return job;
}

ClusterJob resumeJob(ClusterPlace place, JobResources resources, const fs::path& run,
                     const std::string& name)
{
    ClusterJob job;
    const auto directory = (run.has_filename() ? run : run.parent_path()).lexically_normal();
    job.place = std::move(place);
    job.place.library = directory.parent_path().string();
    job.resources = std::move(resources);
    job.id = directory.filename().string();
    job.name = name;
    // A run may be carried on more than once.
    job.folderName = clusterRunId(job.id);
    return job;
}

Result<JobEntry> submitJob(const ClusterJob& job, const fs::path& library,
                           const std::stop_token& stop)
{
    const auto script = batchScript(job);
    if (!script) {
        return script.error();
    }
    const auto folder = jobsFolder(library) / job.folderName;
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        return Error{ErrorCode::WriteFailed, folder.string(), failure.message()};
    }
    if (auto written = writeFileAtomically(folder / job_files::script, *script); !written) {
        return written.error();
    }
    const auto taken = handIn(job, stop);
    if (!taken) {
        if (wasNotTaken(taken.error())) {
            fs::remove_all(folder, failure);
        }
        return taken.error();
    }
    JobEntry entry{folder / job_files::record, recordOf(job, *taken), {}, {}};
    if (auto saved = saveJobRecord(entry.file, *entry.record); !saved) {
        return Error{saved.error().code, saved.error().subject,
                     "job " + taken->id +
                         " has been submitted, but cannot be noted: " + saved.error().reason};
    }
    return entry;
}

std::string proposeJobName(const fs::path& library, const std::string& stem)
{
    std::vector<std::string> names;
    if (const auto jobs = listJobs(library)) {
        for (const auto& job : *jobs) {
            names.push_back(job.record ? job.record->name : std::string());
        }
    }
    return proposeRunName(library, stem, names);
}

std::map<std::string, std::vector<JobEntry>> openJobs(const std::vector<JobEntry>& entries)
{
    std::map<std::string, std::vector<JobEntry>> hosts;
    for (const auto& entry : entries) {
        if (entry.record && !isFinal(entry.record->state)) {
            hosts[entry.record->host].push_back(entry);
        }
    }
    return hosts;
}

Result<void> refreshHost(const std::string& host, std::vector<JobEntry>& entries,
                         const std::stop_token& stop)
{
    std::vector<AskedJob> asked;
    for (const auto& entry : entries) {
        asked.push_back({entry.record->job, entry.record->run});
    }
    const auto states = askForJobs(host, asked, stop);
    if (!states) {
        return states.error();
    }
    Result<void> noted;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (auto saved = takeState(entries[i], (*states)[i]); !saved) {
            noted = saved;
        }
    }
    return noted;
}

void takeOver(const std::vector<JobEntry>& asked, std::vector<JobEntry>& jobs)
{
    for (const auto& each : asked) {
        if (const auto job = std::ranges::find(jobs, each.file, &JobEntry::file);
            job != jobs.end()) {
            *job = each;
        }
    }
}

Result<JobListing> refreshJobs(const fs::path& library, const std::stop_token& stop)
{
    auto entries = listJobs(library);
    if (!entries) {
        return entries.error();
    }
    JobListing listing{std::move(*entries), {}};
    auto hosts = openJobs(listing.jobs);
    std::vector<std::future<Result<void>>> answers;
    for (auto& each : hosts) {
        answers.push_back(std::async(std::launch::async, [&each, &stop] {
            return refreshHost(each.first, each.second, stop);
        }));
    }
    for (auto& answer : answers) {
        if (auto asked = answer.get(); !asked) {
            listing.problems.push_back(asked.error());
        }
    }
    for (const auto& [host, asked] : hosts) {
        takeOver(asked, listing.jobs);
    }
    return listing;
}

} // namespace weft
