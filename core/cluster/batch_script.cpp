#include "core/cluster/batch_script.h"

#include "core/cluster/shell_text.h"
#include "core/config/config_json.h"
#include "core/config/config_keys.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace weft {

namespace {

/// Seconds before the limit at which the ranks are told to stop: enough for a batch and a
/// checkpoint, and little beside the limit. Slurm may be up to a minute early.
long long noticeSeconds(long long limit)
{
    return std::clamp(limit / 10, 10LL, 120LL);
}

std::string directives(const ClusterJob& job)
{
    const auto& wanted = job.resources;
    std::string text;
    const auto line = [&text](const std::string& option) { text += "#SBATCH " + option + "\n"; };
    line("--job-name=weft-" + job.folderName);
    line("--nodes=" + std::to_string(wanted.nodes));
    line("--ntasks-per-node=" + std::to_string(wanted.tasksPerNode));
    line("--cpus-per-task=" + std::to_string(wanted.cpusPerTask));
    line("--time=" + wanted.time);
    if (!wanted.partition.empty()) {
        line("--partition=" + wanted.partition);
    }
    if (!wanted.account.empty()) {
        line("--account=" + wanted.account);
    }
    line("--output=output-%j.txt");
    line("--open-mode=append"); // A job that is started again goes on in the same file.
    line("--signal=TERM@" + std::to_string(noticeSeconds(*parseJobTime(wanted.time))));
    for (const auto& option : wanted.options) {
        line(option);
    }
    return text;
}

/// What weft-cli is called with where the run is not there yet.
std::string trainWords(const ClusterJob& job)
{
    std::string words = std::string("train --config ") + job_files::config + " --runs " +
                        shellPath(job.place.library) + " --id " + shellWord(job.id);
    if (!job.name.empty()) {
        words += " --name " + shellWord(job.name);
    }
    return words;
}

} // namespace

Result<std::string> batchScript(const ClusterJob& job)
{
    if (auto checked = checkJob(job); !checked) {
        return checked.error();
    }
    // What knows "module" is a login shell on most clusters.
    std::string text = job.resources.modules.empty() ? "#!/bin/bash\n" : "#!/bin/bash -l\n";
    text += std::string("# Written by Weft. By hand: sbatch ") + job_files::script +
            ", in this file's folder.\n";
    text += directives(job) + "\n";
    for (const auto& module : job.resources.modules) {
        text += "module load " + shellWord(module) + " || exit\n";
    }
    text += "run=" + shellPath(runDirectory(job)) + "\n";
    if (job.config) {
        text += "if [ -e \"$run/run.json\" ]; then # Slurm has started this job again.\n"
                "    set -- resume \"$run\"\n"
                "else\n"
                "    set -- " +
                trainWords(job) + "\nfi\n";
    } else {
        text += "set -- resume \"$run\"\n";
    }
    // srun does not take the CPUs of a task over from sbatch. A rank that has stopped in good order
    // ends with 143, which must not end the others: rank 0 may still be writing its checkpoint.
    text += "exec srun --cpus-per-task=" + std::to_string(job.resources.cpusPerTask) +
            " --kill-on-bad-exit=0 " + shellPath(job.place.program) + " \"$@\"\n";
    return text;
}

std::string jobConfig(const ClusterJob& job)
{
    auto config = *job.config;
    if (config.train.threads == 0) {
        // All cores of the node would be taken where Slurm binds no task to its own.
        const auto& key = *std::ranges::find(configKeys(), "train.threads", &ConfigKey::name);
        config.train.threads = std::min(job.resources.cpusPerTask, static_cast<int>(key.maximum));
    }
    const auto text = toJson(config);
    if (!job.flipAsImagesAllow) {
        return text;
    }
    auto document = nlohmann::ordered_json::parse(text, nullptr, false);
    document["data"].erase("flip");
    return document.dump(2) + "\n";
}

} // namespace weft
