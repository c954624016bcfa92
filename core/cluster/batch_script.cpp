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
std::string trainWords(const ClusterJob& job, const std::string& config)
{
    std::string words = "train --config " + shellWord(config) + " --runs " +
                        shellPath(job.place.library) + " --id " + shellWord(job.id);
    if (!job.name.empty()) {
        words += " --name " + shellWord(job.name);
    }
    return words;
}

} // namespace

Result<std::string> batchScript(const ClusterJob& job, const ScriptNames& names)
{
    if (auto checked = checkJob(job); !checked) {
        return checked.error();
    }
    for (const auto& name : {names.script, names.config}) {
        if (hasControlCharacters(name)) {
            return Error{ErrorCode::InvalidArgument, name, "holds a control character"};
        }
    }
    // What knows "module" is a login shell on most clusters.
    std::string text = job.resources.modules.empty() ? "#!/bin/bash\n" : "#!/bin/bash -l\n";
    text += "# Written by Weft. By hand: sbatch " + shellWord(names.script) +
            ", in this file's folder.\n";
    text += directives(job) + "\n";
    for (const auto& module : job.resources.modules) {
        text += "module load " + shellWord(module) + " || exit\n";
    }
    text += "run=" + shellPath(runDirectory(job)) + "\n";
    if (job.config) {
        text += "if [ -e \"$run/run.json\" ]; then # Slurm has started this job again.\n"
                "    set -- resume --take-over \"$run\"\n"
                "else\n"
                "    set -- " +
                trainWords(job, names.config) + "\nfi\n";
    } else {
        text += std::string("set -- resume ") + (job.takeOver ? "--take-over " : "") +
                "\"$run\"\n"
                "if [ \"${SLURM_RESTART_COUNT:-0}\" -gt 0 ]; then # Slurm has started it again.\n"
                "    set -- resume --take-over \"$run\"\n"
                "fi\n";
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
    const auto atMost = [](const char* name, int number) {
        const auto& key = *std::ranges::find(configKeys(), name, &ConfigKey::name);
        return std::min(number, static_cast<int>(key.maximum));
    };
    // The job's tasks are the ranks: a task that is alone would start more for itself, each of
    // which would take all its CPUs.
    config.train.processes =
        atMost("train.processes", job.resources.nodes * job.resources.tasksPerNode);
    if (config.train.threads == 0) {
        // All cores of the node would be taken where Slurm binds no task to its own.
        config.train.threads = atMost("train.threads", job.resources.cpusPerTask);
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
