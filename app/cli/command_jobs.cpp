#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/job_output.h"
#include "app/cli/output.h"

#include "core/cluster/slurm.h"
#include "core/cluster/submission.h"
#include "core/store/run_library.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <stop_token>

namespace weft::cli {

namespace {

struct Options
{
    std::string runs;
    std::string cancel;
    std::string host;
    bool json = false;
};

/// The job of that number; on which host only has to be said where several have one.
Result<JobRecord> jobOf(const std::vector<JobEntry>& entries, const Options& options)
{
    std::vector<JobRecord> found;
    for (const auto& entry : entries) {
        if (entry.record && entry.record->job == options.cancel &&
            (options.host.empty() || entry.record->host == options.host)) {
            found.push_back(*entry.record);
        }
    }
    if (found.empty()) {
        return Error{ErrorCode::NotFound, options.cancel,
                     "no job of that number was submitted from here"};
    }
    // A cluster that was set up anew counts from the beginning: the newest is meant.
    const bool several = std::ranges::any_of(
        found, [&](const JobRecord& each) { return each.host != found.front().host; });
    if (several) {
        return Error{ErrorCode::InvalidArgument, options.cancel,
                     "several hosts have a job of that number; say which with --host"};
    }
    return found.front();
}

int cancel(const std::filesystem::path& library, const Options& options,
           const std::stop_token& stop)
{
    const auto entries = listJobs(library);
    if (!entries) {
        return fail(entries.error(), Failure);
    }
    const auto job = jobOf(*entries, options);
    if (!job) {
        return fail(job.error(), job.error().code == ErrorCode::NotFound ? Failure : WrongUsage);
    }
    if (auto cancelled = cancelJob(job->host, job->job, stop); !cancelled) {
        return fail(cancelled.error(), Failure);
    }
    if (options.json) {
        printJson({{"cancelled", job->job}, {"run", job->run}});
    } else {
        std::cout << "job " << job->job << " is being cancelled\n";
    }
    return Success;
}

int list(const std::filesystem::path& library, const Options& options, const std::stop_token& stop)
{
    const auto listing = refreshJobs(library, stop);
    if (!listing) {
        return fail(listing.error(), Failure);
    }
    for (const auto& entry : listing->jobs) {
        if (!options.host.empty() && entry.record && entry.record->host != options.host) {
            continue;
        }
        if (options.json) {
            printJson(jobObject(entry));
        } else {
            std::cout << jobLine(entry) << '\n';
        }
    }
    if (listing->jobs.empty() && !options.json) {
        tell("no jobs were submitted from " + library.string());
    }
    for (const auto& problem : listing->problems) {
        fail(problem, Failure);
    }
    return listing->problems.empty() ? Success : Failure;
}

int run(const Options& options)
{
    const std::filesystem::path library =
        options.runs.empty() ? defaultLibrary() : std::filesystem::path(options.runs);
    std::stop_source stop;
    const InterruptWatch watch([&stop] { stop.request_stop(); });
    const int code = options.cancel.empty() ? list(library, options, stop.get_token())
                                            : cancel(library, options, stop.get_token());
    return watch.signal() != 0 ? 128 + watch.signal() : code;
}

} // namespace

Command jobsCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app =
        root.add_subcommand("jobs", "List the jobs that were submitted to Slurm, newest first");
    app->add_option("--cancel", options->cancel, "Cancel this one instead")->type_name("NUMBER");
    app->add_option("--host", options->host, "Those of one host only")->type_name("HOST");
    app->add_option("--runs", options->runs,
                    "Folder of the runs they were submitted from. Default: " +
                        defaultLibrary().string())
        ->type_name("DIR");
    app->add_flag("--json", options->json, "One JSON object a line");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
