#include "app/cli/command.h"
#include "app/cli/config_options.h"
#include "app/cli/output.h"
#include "app/cli/training_console.h"

#include "core/compress/prune_run.h"
#include "core/store/run_directory.h"

#include <iostream>
#include <memory>

namespace weft::cli {

namespace {

struct Options
{
    PruneRequest request;
    std::string run;
    std::string runs;
    std::string rank = "bn";
    std::string checkpoint = "best";
    std::vector<std::string> sets;
    bool json = false;
};

Result<PruneRequest> requestOf(const Options& options)
{
    auto request = options.request;
    request.run = options.run;
    request.library = options.runs;
    request.options.rank = options.rank == "l1" ? PruneRank::L1 : PruneRank::BatchNorm;
    request.checkpoint = options.checkpoint == "last" ? CheckpointKind::Last : CheckpointKind::Best;
    for (const auto& set : options.sets) {
        auto setting = settingOf(set);
        if (!setting) {
            return setting.error();
        }
        request.settings.push_back(std::move(*setting));
    }
    return request;
}

/// What would be left, before anything is measured.
Result<PrunePlan> planOf(const PruneRequest& request)
{
    const auto parent = RunDirectory::open(request.run);
    if (!parent) {
        return parent.error();
    }
    const auto network = PrunableNetwork::open(request.run, request.checkpoint);
    if (!network) {
        return network.error();
    }
    auto plan = network->plan(request.options);
    if (plan) {
        const auto config = fineTuningConfig(parent->record().config, plan->widths, request);
        if (!config) {
            return config.error();
        }
    }
    return plan;
}

std::string shareText(std::int64_t part, std::int64_t whole)
{
    return " (" + percentText(static_cast<double>(part) / static_cast<double>(whole)) + ")";
}

std::string flopsText(std::int64_t flops)
{
    return numberText(static_cast<double>(flops) / 1e6, 1) + " M FLOPs";
}

/// Once the cut has been measured.
void printPruned(const PrunePlan& plan, const ParentRecord& parent, bool json)
{
    if (json) {
        printJson({{"parent", parent.id},
                   {"widths", plan.widths},
                   {"parameters_before", plan.parametersBefore},
                   {"parameters", plan.parameters},
                   {"flops_before", plan.flopsBefore},
                   {"flops", plan.flops},
                   {"accuracy_before", parent.accuracy},
                   {"accuracy_pruned", parent.prunedAccuracy}});
        return;
    }
    std::cout << padded("parent", 12) << countText(plan.parametersBefore) << " parameters, "
              << flopsText(plan.flopsBefore) << ", validation " << percentText(parent.accuracy)
              << '\n'
              << padded("pruned", 12) << countText(plan.parameters) << " parameters"
              << shareText(plan.parameters, plan.parametersBefore) << ", " << flopsText(plan.flops)
              << shareText(plan.flops, plan.flopsBefore) << ", validation "
              << percentText(parent.prunedAccuracy) << std::endl;
}

void printTimes(const RunDirectory& run, bool json)
{
    const auto& before = run.record().parent->time;
    const auto& after = run.record().parent->prunedTime;
    if (json) {
        printJson({{"run", run.path().string()},
                   {"accuracy_before", run.record().parent->accuracy},
                   {"accuracy_pruned", run.record().parent->prunedAccuracy},
                   {"accuracy", run.status().bestAccuracy},
                   {"batch1_ms_before", before.oneMs},
                   {"batch1_ms", after.oneMs},
                   {"batch32_ms_before", before.manyMs},
                   {"batch32_ms", after.manyMs}});
        return;
    }
    const auto line = [](const char* name, double accuracy, const InferenceTime& time) {
        std::cout << padded(name, 12) << "validation " << percentText(accuracy) << ", "
                  << numberText(time.oneMs, 2) << " ms for one image, "
                  << numberText(time.manyMs, 1) << " ms for 32\n";
    };
    line("parent", run.record().parent->accuracy, before);
    line("this run", run.status().bestAccuracy, after);
}

int run(const Options& options)
{
    const auto request = requestOf(options);
    if (!request) {
        return fail(request.error(), WrongUsage);
    }
    const auto plan = planOf(*request);
    if (!plan) {
        return fail(plan.error(), exitCodeOf(plan.error()));
    }
    std::filesystem::path directory;
    const auto work = [&](EventSink& sink, RunControl& control) {
        ProgressBar bar(barsFit(options.json));
        return pruneRun(
            *request, sink, control,
            [&](const std::filesystem::path& made) {
                bar.clear();
                directory = made;
                if (const auto run = RunDirectory::open(made); run && run->record().parent) {
                    printPruned(*plan, *run->record().parent, options.json);
                }
            },
            [&](const Progress& progress) {
                bar.update("measuring", progress.done, progress.total);
            });
    };
    const int code = runTraining(options.json, {}, work);
    if (code != Success || request->timingSeconds <= 0) {
        return code;
    }
    const auto made = RunDirectory::open(directory);
    if (!made) {
        return fail(made.error(), Failure);
    }
    printTimes(*made, options.json);
    return Success;
}

} // namespace

Command pruneCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto& request = options->request;
    auto* const app = root.add_subcommand(
        "prune", "Remove channels of a trained run's network, and fine-tune what is left as a run "
                 "of its own");
    app->add_option("RUN", options->run, "The run's directory")->required();
    auto* const ratio = app->add_option("--ratio", request.options.ratio,
                                        "Share of each block's channels that goes. Default: 0.5")
                            ->type_name("R");
    app->add_option("--flops", request.options.flops,
                    "Share of the FLOPs that remains, in the place of --ratio")
        ->type_name("SHARE")
        ->excludes(ratio);
    app->add_option("--rank", options->rank,
                    "Channels go by: bn (scale of the batch norm), l1 (norm of the filter). "
                    "Default: bn")
        ->check(CLI::IsMember({"bn", "l1"}));
    app->add_option("--multiple", request.options.multiple,
                    "Blocks keep a multiple of so many channels. Default: 8")
        ->type_name("N");
    app->add_option("--checkpoint", options->checkpoint, "Of the parent: best, last. Default: best")
        ->check(CLI::IsMember({"best", "last"}));
    app->add_option("--epochs", request.epochs, "Of fine-tuning; 0: none. Default: 3")
        ->type_name("K");
    app->add_option("--lr", request.lr,
                    "First learning rate of fine-tuning. Default: a tenth of the parent's")
        ->type_name("X");
    app->add_option("--set", options->sets, "Set one configuration key; may be given again")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    app->add_option("--runs", options->runs, "Folder of the new run. Default: the parent's")
        ->type_name("DIR");
    app->add_option("--name", request.name, "Name of the new run. Default: from the parent's");
    app->add_option("--seconds", request.timingSeconds,
                    "Time for timing both networks; 0: none. Default: 2")
        ->check(CLI::Range(0.0, 3600.0))
        ->type_name("S");
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
