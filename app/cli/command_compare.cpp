#include "app/cli/command.h"
#include "app/cli/data_opening.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/training_console.h"
#include "app/cli/window_process.h"

#include "core/base/atomic_file.h"
#include "core/compare/comparison_table.h"
#include "core/config/presets.h"
#include "core/store/run_library.h"

#include <array>
#include <csignal>
#include <iostream>
#include <memory>
#include <utility>

namespace weft::cli {

namespace {

constexpr double timingSeconds = 20;

struct Options
{
    std::string file;
    std::string runs;
    std::string data;
    std::string markdown;
    std::string csv;
    std::string runsCsv;
    std::string png;
    bool json = false;
};

Result<ComparisonPlan> planOf(const Options& options, bool mirroring)
{
    const std::filesystem::path file = options.file;
    const auto text = readFile(file);
    if (!text) {
        return text.error();
    }
    auto plan = comparisonPlanFromJson(*text, file.parent_path(), mirroring);
    if (!plan) {
        return Error{plan.error().code, file.string(), toString(plan.error())};
    }
    if (plan->title.empty()) {
        plan->title = file.stem().string();
    }
    for (auto& compared : plan->configs) {
        auto& source = compared.config.data.source;
        source = options.data.empty() ? source : absoluteSource(options.data, ".");
    }
    return plan;
}

/// One run from its beginning, or from where it stopped, to its end.
Result<RunSummary> train(Comparison& comparison, ComparisonStep step, const DataSource& data,
                         EventSink& sink, RunControl& control)
{
    if (!step.unfinished.empty()) {
        return resumeRun(step.unfinished, sink, control);
    }
    if (data.split == SplitKind::Given) {
        step.request.data = data; // The same for every seed.
    }
    std::optional<Error> unwritten;
    auto summary =
        trainRun(step.request, sink, control, [&](const std::filesystem::path& directory) {
            if (auto noted = comparison.noteBegun(step.number, directory); !noted) {
                unwritten = noted.error();
                control.stop();
            }
        });
    return unwritten ? Result<RunSummary>(*unwritten) : summary;
}

/// Nothing where all runs have ended; else the exit code.
std::optional<int> trainAll(Comparison& comparison, const DataSource& data, bool json)
{
    RunControl control;
    const InterruptWatch watch([&] {
        tell("stopping at the next batch; press Ctrl+C again to end at once");
        control.stop();
    });
    while (const auto step = comparison.next()) {
        tell("run " + std::to_string(step->number + 1) + " of " +
             std::to_string(comparison.runs().size()) + ": " + step->request.name);
        TrainingConsole console(json);
        const auto summary = train(comparison, *step, data, console, control);
        const bool begun = !comparison.runs().at(step->number).directory.empty();
        if (!summary && !begun) {
            return fail(summary.error(), watch.signal() != 0 ? 128 + watch.signal() : Failure);
        }
        if (auto noted = comparison.noteEnded(step->number); !noted) {
            return fail(noted.error(), Failure);
        }
        const auto state = comparison.runs().at(step->number).state;
        if (!summary && state != ComparedState::Failed) {
            return fail(summary.error(), Failure);
        }
        if (!summary) {
            tell("warning: this run failed: " + toString(summary.error()));
        } else if (state != ComparedState::Finished) {
            tell("stopped; the same command carries on");
            return 128 + (watch.signal() != 0 ? watch.signal() : SIGINT);
        }
    }
    return {};
}

Json toObject(const SampleSummary& summary)
{
    return {{"mean", summary.mean}, {"deviation", summary.deviation}, {"count", summary.count}};
}

void addTest(Json& object, const Judgement& judgement)
{
    if (const auto& test = judgement.test) {
        object["difference"] = test->difference;
        object["interval"] = {test->low, test->high};
        object["p"] = judgement.correctedP;
    }
}

void printRow(const ComparisonRow& row)
{
    Json object{{"configuration", row.name},
                {"accuracy", toObject(row.accuracy)},
                {"best_accuracy", toObject(row.bestAccuracy)},
                {"parameters", row.parameters},
                {"flops", row.flops},
                {"training_seconds", toObject(row.seconds)},
                {"batch1_ms", row.inference.oneMs},
                {"batch32_ms", row.inference.manyMs},
                {"failed", row.failed},
                {"verdict", verdictText(row.judgement.verdict)}};
    addTest(object, row.judgement);
    printJson(object);
}

void printMatched(const ComparisonTable& table, const MatchedPair& pair)
{
    Json object{{"configuration", table.rows.at(pair.row).name},
                {"beside", table.rows.at(pair.baseline).name},
                {"verdict", verdictText(pair.judgement.verdict)}};
    addTest(object, pair.judgement);
    printJson(object);
}

Result<void> writeReports(const Options& options, const Comparison& comparison,
                          const ComparisonTable& table)
{
    const std::array<std::pair<std::string, std::string>, 3> reports{{
        {options.markdown, toMarkdown(table)},
        {options.csv, toCsv(table)},
        {options.runsCsv, runsCsv(comparison)},
    }};
    for (const auto& [file, text] : reports) {
        if (file.empty()) {
            continue;
        }
        if (auto written = writeFileAtomically(file, text); !written) {
            return written;
        }
    }
    return {};
}

int run(const Options& options)
{
    auto plan = planOf(options, true);
    if (!plan) {
        return fail(plan.error(), WrongUsage);
    }
    if (auto checked = checkPlan(*plan); !checked) {
        return fail(checked.error(), WrongUsage);
    }
    const auto data = openData(plan->configs.front().config, options.json);
    if (!data) {
        return fail(data.error(),
                    data.error().code == ErrorCode::Cancelled ? 128 + SIGINT : Failure);
    }
    plan = planOf(options, mirroringKeepsLabels(data->location, data->format));
    if (!plan) {
        return fail(plan.error(), WrongUsage);
    }
    if (auto matched = matchParameters(*plan, static_cast<int>(data->classNames.size()));
        !matched) {
        return fail(matched.error(), WrongUsage);
    }
    auto comparison = Comparison::begin(
        *plan, options.runs.empty() ? defaultLibrary() : std::filesystem::path(options.runs));
    if (!comparison) {
        return fail(comparison.error(), Failure);
    }
    if (auto checked = comparison->checkFiles(data->classNames); !checked) {
        return fail(checked.error(), Failure);
    }
    if (const auto code = trainAll(*comparison, *data, options.json)) {
        return *code;
    }
    if (comparison->inference().empty()) { // Else the same table comes out again.
        tell("timing the networks in turns");
        if (auto timed = comparison->measureInference(timingSeconds); !timed) {
            return fail(timed.error(), Failure);
        }
    }
    const auto table = tabulate(*comparison, static_cast<int>(data->classNames.size()));
    if (auto written = writeReports(options, *comparison, table); !written) {
        return fail(written.error(), Failure);
    }
    if (!options.png.empty()) {
        if (const int code =
                runWeftWindow({"--picture", options.png, comparison->folder().string()});
            code != Success) {
            return code;
        }
    }
    if (!options.json) {
        std::cout << toMarkdown(table);
        return Success;
    }
    for (const auto& row : table.rows) {
        printRow(row);
    }
    for (const auto& pair : table.matched) {
        printMatched(table, pair);
    }
    printJson({{"comparison", comparison->folder().string()}});
    return Success;
}

} // namespace

Command compareCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    auto* const app = root.add_subcommand(
        "compare", "Train several configurations with several seeds and compare them; the same "
                   "command carries on after an interruption");
    app->add_option("plan", options->file, "What is compared, as a JSON file")
        ->type_name("FILE.json")
        ->required();
    app->add_option("--data", options->data, "Other images than the file names")
        ->type_name("SOURCE");
    app->add_option("--runs", options->runs,
                    "Folder of the runs. Default: " + defaultLibrary().string())
        ->type_name("DIR");
    app->add_option("--markdown", options->markdown, "Write the table as Markdown")
        ->type_name("FILE");
    app->add_option("--csv", options->csv, "Write the table as comma-separated values")
        ->type_name("FILE");
    app->add_option("--runs-csv", options->runsCsv, "Write a line for every run, comma-separated")
        ->type_name("FILE");
    app->add_option("--png", options->png,
                    "Write chart and table as a picture, as the window draws them")
        ->type_name("FILE");
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
