#include "app/cli/command.h"
#include "app/cli/config_options.h"
#include "app/cli/data_opening.h"
#include "app/cli/output.h"
#include "app/cli/training_console.h"

#include "core/config/presets.h"
#include "core/config/validation.h"
#include "core/store/run_library.h"
#include "core/store/run_names.h"

#include <csignal>
#include <memory>

namespace weft::cli {

namespace {

struct Options
{
    ConfigOptions config;
    std::string data;
    std::string runs;
    std::string name;
    std::string id;
    bool json = false;
    bool verbose = false;
};

Result<RunConfig> configOf(const Options& options, bool mirroring)
{
    auto config = makeConfig(options.config, mirroring);
    if (config && !options.data.empty()) {
        config->data.source = options.data;
    }
    return config;
}

/// Tells what is wrong with the configuration; true where the run may start all the same.
bool passes(const RunConfig& config)
{
    bool good = true;
    for (const auto& issue : validate(config)) {
        tell((issue.warning ? "warning: " : "") + (issue.code == ConfigIssueCode::NoSource
                                                       ? "choose images with --data"
                                                       : issue.message));
        good = good && issue.warning;
    }
    return good;
}

int run(const Options& options)
{
    if (!options.id.empty()) {
        if (auto checked = checkRunId(options.id); !checked) {
            return fail(checked.error(), WrongUsage);
        }
    }
    auto config = configOf(options, true);
    if (!config) {
        return fail(config.error(), exitCodeOf(config.error()));
    }
    if (!passes(*config)) {
        return WrongUsage;
    }
    auto data = openData(*config, options.json);
    if (!data) {
        return fail(data.error(),
                    data.error().code == ErrorCode::Cancelled ? 128 + SIGINT : Failure);
    }
    reportSkipped(*data, options.verbose, options.json);
    config = configOf(options, mirroringKeepsLabels(data->location, data->format));
    if (!config) {
        return fail(config.error(), exitCodeOf(config.error()));
    }
    const std::filesystem::path library =
        options.runs.empty() ? defaultLibrary() : std::filesystem::path(options.runs);
    const TrainRequest request{
        .config = *config,
        .library = library,
        .name = options.name.empty()
                    ? proposeRunName(library, runNameStem(options.config.preset, data->title))
                    : options.name,
        .data = std::move(*data),
        .id = options.id};
    return runTraining(options.json,
                       [&](EventSink& sink, RunControl& control, const auto& onDirectory) {
                           return trainRun(request, sink, control, onDirectory);
                       });
}

} // namespace

Command trainCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app = root.add_subcommand("train", "Train a new run");
    app->add_option("--data", options->data, "A folder, or builtin:digits, builtin:pairs")
        ->type_name("SOURCE");
    addConfigOptions(*app, options->config);
    app->add_option("--runs", options->runs,
                    "Folder of the runs. Default: " + defaultLibrary().string())
        ->type_name("DIR");
    app->add_option("--name", options->name, "Name of the run. Default: from preset and data");
    app->add_option("--id", options->id,
                    "Name of the run's folder, which must not exist yet. Default: from the name")
        ->type_name("ID");
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    app->add_flag("--verbose", options->verbose, "List every file that is skipped");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
