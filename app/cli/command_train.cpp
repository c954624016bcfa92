#include "app/cli/command.h"
#include "app/cli/config_options.h"
#include "app/cli/data_opening.h"
#include "app/cli/launched_ranks.h"
#include "app/cli/output.h"
#include "app/cli/training_console.h"

#include "core/config/presets.h"
#include "core/config/validation.h"
#include "core/store/run_library.h"
#include "core/store/run_names.h"

#include <csignal>
#include <memory>
#include <optional>
#include <variant>

namespace weft::cli {

namespace {

struct Options
{
    ConfigOptions config;
    std::string data;
    std::string runs;
    std::string name;
    std::string id;
    RankOptions ranks;
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

/// What of a configuration is wrong, or, told at once, has to be looked at.
Result<void> checked(const RunConfig& config, bool tells)
{
    Result<void> good;
    for (const auto& issue : validate(config)) {
        if (issue.warning && tells) {
            tell("warning: " + issue.message);
        } else if (!issue.warning) {
            const auto before = good ? std::string() : good.error().reason + "; ";
            good = Error{ErrorCode::InvalidArgument,
                         {},
                         before + (issue.code == ConfigIssueCode::NoSource
                                       ? "choose images with --data"
                                       : issue.message)};
        }
    }
    return good;
}

/// An error, and the exit code that it ends with.
struct Refusal
{
    Error error;
    int code = Failure;
};

Refusal refusalOf(const Error& configError)
{
    return {configError, exitCodeOf(configError)};
}

/// What is to be trained.
std::variant<TrainRequest, Refusal> requestOf(const Options& options, bool tells)
{
    if (auto fits = options.id.empty() ? Result<void>() : checkRunId(options.id); !fits) {
        return refusalOf(fits.error());
    }
    auto config = configOf(options, true);
    if (!config) {
        return refusalOf(config.error());
    }
    if (auto good = checked(*config, tells); !good) {
        return refusalOf(good.error());
    }
    auto data = openData(*config, options.json || !tells);
    if (!data) {
        return Refusal{data.error(),
                       data.error().code == ErrorCode::Cancelled ? 128 + SIGINT : Failure};
    }
    if (tells) {
        reportSkipped(*data, options.verbose, options.json);
    }
    config = configOf(options, mirroringKeepsLabels(data->location, data->format));
    if (!config) {
        return refusalOf(config.error());
    }
    const std::filesystem::path library =
        options.runs.empty() ? defaultLibrary() : std::filesystem::path(options.runs);
    return TrainRequest{
        .config = *config,
        .library = library,
        .name = options.name.empty()
                    ? proposeRunName(library, runNameStem(options.config.preset, data->title))
                    : options.name,
        .data = std::move(*data),
        .id = options.id};
}

/// The same on all ranks: where one has nothing to train, none has.
std::optional<Refusal> agreedRefusal(const RankRequest& ranks,
                                     const std::variant<TrainRequest, Refusal>& request)
{
    const auto* own = std::get_if<Refusal>(&request);
    const auto agreed = agreeToBegin(ranks, own == nullptr ? Result<void>() : own->error);
    if (agreed) {
        return std::nullopt;
    }
    return Refusal{agreed.error(), own == nullptr ? Failure : own->code};
}

int run(const Options& options)
{
    const auto ranks = ranksOfThisProcess(options.ranks);
    if (!ranks) {
        return fail(ranks.error(), Failure);
    }
    const bool tells = isTeller(*ranks);
    auto prepared = requestOf(options, tells);
    if (const auto refusal = agreedRefusal(*ranks, prepared)) {
        return speaks(*ranks) ? fail(refusal->error, refusal->code) : refusal->code;
    }
    auto& request = std::get<TrainRequest>(prepared);
    request.ranks = *ranks;
    return runTraining(options.json, *ranks, [&](EventSink& sink, RunControl& control) {
        return trainRun(request, sink, control);
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
    addRankOptions(*app, options->ranks);
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    app->add_flag("--verbose", options->verbose, "List every file that is skipped");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
