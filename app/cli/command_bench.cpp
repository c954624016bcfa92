#include "app/cli/bench_output.h"
#include "app/cli/command.h"
#include "app/cli/config_options.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "app/cli/window_process.h"

#include "core/base/processor.h"
#include "core/bench/bench.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace weft::cli {

namespace {

struct Options
{
    std::string name;
    ConfigOptions config;
    std::string data;
    std::string run;
    double seconds = 3;
    bool int8 = false;
    bool json = false;
};

constexpr const char* windowBench = "window";
constexpr const char* usualPreset = "article-attention";

bool setsKey(const ConfigOptions& options, const std::string& key)
{
    return std::ranges::any_of(options.sets,
                               [&](const std::string& set) { return set.starts_with(key + '='); });
}

/// The window measures itself, in a process of its own: see app/bench.
int runWindow(const Options& options)
{
    const auto& config = options.config;
    if (!config.sets.empty() || !config.file.empty() || config.preset != usualPreset ||
        !options.data.empty() || !options.run.empty() || options.int8) {
        tell("the window's benchmark trains a run of its own: it takes --seconds and --json only");
        return WrongUsage;
    }
    std::vector<std::string> arguments{"--bench", windowBench, "--seconds",
                                       std::to_string(options.seconds)};
    if (options.json) {
        arguments.emplace_back("--json");
    }
    return runWeftWindow(arguments);
}

/// Whether the options name another network than the run's.
bool contradictsRun(const ConfigOptions& options)
{
    return !options.file.empty() || options.preset != usualPreset ||
           std::ranges::any_of(options.sets, [](const std::string& set) {
               return !set.starts_with("train.precision=") && !set.starts_with("train.batch=") &&
                      !set.starts_with("train.threads=");
           });
}

int run(const Options& options)
{
    if (options.name == windowBench) {
        return runWindow(options);
    }
    const auto bench = std::ranges::find(benches(), options.name, &Bench::name);
    if (bench == benches().end()) {
        tell(options.name + " is not a benchmark (see weft-cli bench --help)");
        return WrongUsage;
    }
    if (!options.run.empty() && (!bench->takesRun || contradictsRun(options.config))) {
        tell(bench->takesRun
                 ? "--run has the network: beside it, only train.precision, train.batch "
                   "and train.threads can be set"
                 : options.name + " takes no --run");
        return WrongUsage;
    }
    if (options.int8 && !bench->takesInt8) {
        tell(options.name + " takes no --int8");
        return WrongUsage;
    }
    const auto config = makeConfig(options.config);
    if (!config) {
        return fail(config.error(), exitCodeOf(config.error()));
    }
    BenchRequest request;
    request.config = *config;
    request.data = options.data;
    request.run = options.run;
    request.int8 = options.int8;
    request.seconds = options.seconds;
    if (config->train.precision == Precision::Fp16) {
        tell("the benchmarks run on the CPU, and fp16 needs CUDA; use train.precision=bf16");
        return WrongUsage;
    }
    if (setsKey(options.config, "train.precision")) {
        request.precisions = {config->train.precision};
    }
    if (!processorHasBf16() && std::erase(request.precisions, Precision::Bf16) > 0) {
        tell("this processor has no bf16, which is left out");
        if (request.precisions.empty()) {
            return Failure;
        }
    }
    if (setsKey(options.config, "train.batch")) {
        request.batches = {config->train.batch};
    }
    std::stop_source stop;
    request.stop = stop.get_token();
    const InterruptWatch watch([&stop] { stop.request_stop(); });
    const auto done = bench->run(request, [&](const BenchCase& measured) {
        if (!stop.stop_requested()) { // Else it has not been timed to its end.
            printBenchCase(options.name, measured, options.json);
        }
    });
    if (watch.signal() != 0) {
        return 128 + watch.signal();
    }
    return done ? Success : fail(done.error(), Failure);
}

/// CLI::Range lets "nan" pass, which is neither below its range nor above it.
CLI::Validator isFinite()
{
    return {[](std::string& text) {
                double value = 0;
                const bool bad = CLI::detail::lexical_cast(text, value) && !std::isfinite(value);
                return bad ? text + " is not a number" : std::string();
            },
            {}};
}

std::string benchList()
{
    std::string list = "Benchmarks:\n";
    const auto add = [&list](std::string_view name, std::string_view summary) {
        list += "  " + padded(std::string(name), 10) + std::string(summary) + '\n';
    };
    for (const auto& bench : benches()) {
        add(bench.name, bench.summary);
    }
    add(windowBench, "how quick the window starts, draws and stays while it watches a training");
    return list + "Times are medians of rounds after a warm-up; the least stands beside.\n";
}

} // namespace

Command benchCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    options->config.preset = usualPreset;
    auto* const app = root.add_subcommand("bench", "Measure this machine's speed");
    app->add_option("name", options->name, "Which; see below")->required()->type_name("NAME");
    addConfigOptions(*app, options->config);
    app->add_option("--data", options->data, "Images, for the benchmarks that read some")
        ->type_name("SOURCE");
    app->add_option("--run", options->run,
                    "infer: the run whose network is timed, with its weights")
        ->type_name("RUN");
    app->add_flag("--int8", options->int8,
                  "lstm, infer: also with the BiLSTM and linear layers in int8, in turns with "
                  "float32");
    app->add_option("--seconds", options->seconds, "Time for each case. Default: 3")
        ->check(CLI::Range(0.1, 600.0))
        ->check(isFinite());
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    app->footer(benchList);
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
