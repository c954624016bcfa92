#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"

#include "core/train/evaluator.h"

#include <iostream>
#include <memory>
#include <optional>
#include <stop_token>

namespace weft::cli {

namespace {

struct Options
{
    std::string run;
    std::string data;
    bool last = false;
    bool int8 = false;
    bool json = false;
};

Json toObject(const Evaluation& evaluation)
{
    const auto classes = evaluation.confusion.classes();
    auto confusion = Json::array();
    for (int truth = 0; truth < classes; ++truth) {
        auto row = Json::array();
        for (int predicted = 0; predicted < classes; ++predicted) {
            row.push_back(evaluation.confusion.at(truth, predicted));
        }
        confusion.push_back(row);
    }
    auto perClass = Json::array();
    const auto scores = evaluation.confusion.perClass();
    for (std::size_t i = 0; i < scores.size(); ++i) {
        perClass.push_back({{"class", evaluation.classNames.at(i)},
                            {"precision", scores[i].precision},
                            {"recall", scores[i].recall},
                            {"f1", scores[i].f1},
                            {"support", scores[i].support}});
    }
    return {{"accuracy", evaluation.top1}, {"top5", evaluation.top5},
            {"loss", evaluation.loss},     {"classes", evaluation.classNames},
            {"confusion", confusion},      {"per_class", perClass}};
}

void printTable(const Evaluation& evaluation)
{
    std::cout << "accuracy " << percentText(evaluation.top1) << ", top 5 "
              << percentText(evaluation.top5) << ", loss " << numberText(evaluation.loss, 4) << ", "
              << countText(evaluation.confusion.total()) << " images\n\n"
              << padded("class", 24) << padded("precision", 12) << padded("recall", 12)
              << padded("F1", 12) << "images\n";
    const auto scores = evaluation.confusion.perClass();
    for (std::size_t i = 0; i < scores.size(); ++i) {
        std::cout << padded(evaluation.classNames.at(i), 24)
                  << padded(percentText(scores[i].precision), 12)
                  << padded(percentText(scores[i].recall), 12)
                  << padded(percentText(scores[i].f1), 12) << countText(scores[i].support) << '\n';
    }
}

int run(const Options& options)
{
    ProgressBar bar(barsFit(options.json));
    std::stop_source stop;
    const InterruptWatch watch([&stop] { stop.request_stop(); });
    const auto evaluation =
        evaluateRun(options.run, options.data.empty() ? std::nullopt : std::optional(options.data),
                    {options.last ? CheckpointKind::Last : CheckpointKind::Best, options.int8},
                    stop.get_token(), [&bar](const Progress& progress) {
                        bar.update("evaluating", progress.done, progress.total);
                    });
    bar.clear();
    if (!evaluation) {
        return fail(evaluation.error(), watch.signal() != 0 ? 128 + watch.signal() : Failure);
    }
    if (options.json) {
        printJson(toObject(*evaluation));
    } else {
        printTable(*evaluation);
    }
    return Success;
}

} // namespace

Command evaluateCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app = root.add_subcommand("evaluate", "Measure a run's network on images");
    app->add_option("RUN", options->run, "The run's directory")->required();
    app->add_option("--data", options->data,
                    "Other images with the same classes. Default: the run's validation images")
        ->type_name("SOURCE");
    app->add_flag("--last", options->last, "Take the last checkpoint, not the best");
    app->add_flag("--int8", options->int8, "Compute the BiLSTM and linear layers in int8");
    app->add_flag("--json", options->json, "One JSON object");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
