#include "app/cli/command.h"
#include "app/cli/config_options.h"
#include "app/cli/job_follow.h"
#include "app/cli/job_output.h"
#include "app/cli/output.h"

#include "core/cluster/batch_script.h"
#include "core/cluster/shell_text.h"
#include "core/cluster/submission.h"
#include "core/config/absolute_paths.h"
#include "core/config/presets.h"
#include "core/config/validation.h"
#include "core/store/run_directory.h"
#include "core/store/run_library.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <string_view>
#include <utility>

namespace weft::cli {

namespace fs = std::filesystem;

namespace {

struct Options
{
    ConfigOptions config;
    std::string data;
    std::string runs;
    std::string name;
    std::string run;
    bool takeOver = false;
    JobResources resources;
    std::string host;
    std::string program;
    std::string folder;
    std::string hostRuns;
    std::string mounted;
    bool dryRun = false;
    bool follow = false;
    bool json = false;
};

fs::path libraryOf(const Options& options)
{
    return options.runs.empty() ? defaultLibrary() : fs::path(options.runs);
}

/// A path of the cluster. On this machine it may be relative; on a host only the person knows.
std::string clusterPath(const Options& options, const std::string& path)
{
    return options.host.empty() ? absolutePath(path) : path;
}

ClusterPlace placeOf(const Options& options)
{
    std::error_code unknown;
    auto place =
        usualPlace(options.host, fs::read_symlink("/proc/self/exe", unknown), libraryOf(options));
    if (!options.program.empty()) {
        place.program = options.program;
    }
    if (!options.folder.empty()) {
        place.folder = clusterPath(options, options.folder);
    }
    if (!options.hostRuns.empty()) {
        place.library = options.hostRuns;
    }
    place.libraryHere = absolutePath(options.mounted);
    return place;
}

/// What a source is called where it has not been opened.
std::string titleOf(const std::string& source)
{
    constexpr std::string_view builtin = "builtin:";
    return source.starts_with(builtin) ? source.substr(builtin.size())
                                       : fs::path(source).filename().string();
}

Result<ClusterJob> newRun(const Options& options)
{
    auto config = makeConfig(options.config, mirroringKeepsLabels(options.data, {}));
    if (!config) {
        return config.error();
    }
    const auto unmirrored = makeConfig(options.config, false);
    if (!options.data.empty()) {
        config->data.source = options.data;
    }
    // Files are those of the cluster: on a host they are taken as they are written.
    if (options.host.empty()) {
        *config = withAbsolutePaths(std::move(*config));
    }
    for (const auto& issue : validate(*config)) {
        if (issue.code == ConfigIssueCode::NoSource) {
            return Error{ErrorCode::InvalidArgument, {}, "choose images with --data"};
        }
        if (isOfThisMachine(issue)) {
            continue;
        }
        if (!issue.warning) {
            return Error{ErrorCode::InvalidArgument, {}, issue.message};
        }
        tell("warning: " + issue.message);
    }
    const auto name =
        options.name.empty()
            ? proposeJobName(libraryOf(options),
                             runNameStem(options.config.preset, titleOf(config->data.source)))
            : options.name;
    auto job = newRunJob(placeOf(options), options.resources, *config, name);
    job.flipAsImagesAllow = unmirrored && config->data.flip != unmirrored->data.flip;
    return job;
}

Result<ClusterJob> oldRun(const Options& options)
{
    if (!options.host.empty()) {
        return resumeJob(placeOf(options), options.resources, options.run, options.name);
    }
    const auto run = RunDirectory::open(options.run);
    if (!run) {
        return run.error();
    }
    if (run->status().state == RunState::Finished) {
        return Error{ErrorCode::InvalidArgument, options.run, "the run is finished"};
    }
    return resumeJob(placeOf(options), options.resources, absolutePath(options.run),
                     run->label().name);
}

void print(const JobEntry& entry, const Options& options)
{
    if (options.json) {
        printJson(jobObject(entry));
        return;
    }
    const auto& record = *entry.record;
    const auto jobs = "weft-cli jobs" +
                      (options.runs.empty() ? std::string() : " --runs " + shellWord(options.runs));
    std::cout << "job    " << record.job
              << (record.host.empty() ? std::string() : " on " + record.host) << "\nrun    "
              << record.run << "\nfolder " << record.folder << "\nits state: " << jobs
              << "; to end it: " << jobs << " --cancel " << record.job << '\n';
}

int submit(const ClusterJob& job, const Options& options)
{
    const auto entry = submitJob(job, libraryOf(options));
    if (!entry) {
        return fail(entry.error(), exitCodeOf(entry.error()));
    }
    print(*entry, options);
    return options.follow ? followJob(*entry, libraryOf(options), options.json) : Success;
}

int run(const Options& options)
{
    auto job = options.run.empty() ? newRun(options) : oldRun(options);
    if (!job) {
        return fail(job.error(), exitCodeOf(job.error()));
    }
    job->takeOver = options.takeOver;
    const auto script = batchScript(*job);
    if (!script) {
        return fail(script.error(), WrongUsage);
    }
    if (options.dryRun) {
        if (options.json) {
            printJson({{"script", *script}});
        } else {
            std::cout << *script;
        }
        return Success;
    }
    return submit(*job, options);
}

void addResources(CLI::App& app, JobResources& wanted)
{
    app.add_option("--nodes", wanted.nodes, "Nodes. Default: 1");
    app.add_option("--tasks", wanted.tasksPerNode, "Tasks a node, each a rank. Default: 1");
    app.add_option("--cpus", wanted.cpusPerTask,
                   "CPUs a task, and its threads where train.threads is 0. Default: 1");
    app.add_option("--time", wanted.time,
                   "Time limit; the run stops with a checkpoint shortly before. Default: " +
                       wanted.time)
        ->type_name("HH:MM:SS");
    app.add_option("--partition", wanted.partition, "Default: the cluster's")->type_name("NAME");
    app.add_option("--account", wanted.account, "Whom the time is charged to")->type_name("NAME");
    app.add_option("--module", wanted.modules, "Module to load; may be given again")
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_option("--sbatch", wanted.options,
                   "Further option of sbatch, as --sbatch=--mem=16G; may be given again")
        ->type_name("OPTION")
        ->allow_extra_args(false);
}

void addPlace(CLI::App& app, Options& options)
{
    app.add_option("--host", options.host,
                   "Submit there by ssh, which must need no password. Default: this machine");
    app.add_option("--weft-cli", options.program,
                   "weft-cli on the cluster. Default: this one; with --host, the one in PATH there")
        ->type_name("PATH");
    app.add_option("--folder", options.folder,
                   "Where jobs have their scripts and outputs. Default: .jobs in the runs' folder; "
                   "with --host, ~/weft/jobs there")
        ->type_name("DIR");
    app.add_option("--host-runs", options.hostRuns,
                   "Folder of the runs on the host. Default: ~/weft/runs there")
        ->type_name("DIR");
    app.add_option("--mounted", options.mounted,
                   "The same folder as this machine sees it, so that its runs can be followed")
        ->type_name("DIR");
}

} // namespace

Command submitCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app =
        root.add_subcommand("submit", "Train a new run, or carry one on, as a job of Slurm");
    auto* const data = app->add_option("--data", options->data,
                                       "A folder on the cluster, or builtin:digits, builtin:pairs")
                           ->type_name("SOURCE");
    addConfigOptions(*app, options->config);
    app->add_option("--name", options->name, "Name of the run. Default: from preset and data");
    app->add_option("--run", options->run, "Carry on this run of the cluster's instead")
        ->type_name("RUN")
        ->excludes(data);
    app->add_flag("--take-over", options->takeOver,
                  "With --run: the job that trained it is known to have ended, in the last minutes")
        ->needs(app->get_option("--run"));
    addResources(*app, options->resources);
    addPlace(*app, *options);
    app->add_option("--runs", options->runs,
                    "Folder of the runs; jobs are noted here. Default: " +
                        defaultLibrary().string())
        ->type_name("DIR");
    app->add_flag("--dry-run", options->dryRun, "Print the script and submit nothing");
    app->add_flag("--follow", options->follow, "Wait for the run and watch it to its end");
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
