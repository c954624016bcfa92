#include "app/cli/command.h"
#include "app/cli/config_options.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"

#include "core/bench/bench.h"

#include <algorithm>
#include <iostream>
#include <memory>

namespace weft::cli {

namespace {

struct Options
{
    std::string name;
    ConfigOptions config;
    std::string data;
    double seconds = 3;
    bool json = false;
};

bool setsKey(const ConfigOptions& options, const std::string& key)
{
    return std::ranges::any_of(options.sets,
                               [&](const std::string& set) { return set.starts_with(key + '='); });
}

Json toObject(const std::string& bench, const BenchCase& measured)
{
    Json object{{"bench", bench}, {"mode", measured.mode}};
    if (!measured.precision.empty()) {
        object["precision"] = measured.precision;
    }
    if (measured.batch > 0) {
        object["batch"] = measured.batch;
    }
    object["threads"] = measured.threads;
    if (measured.medianMs > 0) {
        object["ms"] = measured.medianMs;
        object["min_ms"] = measured.minimumMs;
        if (measured.images > 0) {
            object["img_per_s"] = measured.images / (measured.medianMs * 1e-3);
            object["best_img_per_s"] = measured.images / (measured.minimumMs * 1e-3);
        }
    }
    if (measured.shareOfPeak) {
        object["share_of_peak"] = *measured.shareOfPeak;
    }
    for (const auto& [name, value] : measured.figures) {
        object[name] = value;
    }
    return object;
}

void printLine(const BenchCase& measured)
{
    std::cout << padded(measured.mode, 12) << padded(measured.precision, 6);
    if (measured.batch > 0) {
        std::cout << padded("batch " + std::to_string(measured.batch), 11);
    }
    if (measured.medianMs > 0) {
        std::cout << padded(numberText(measured.medianMs, 2) + " ms", 13)
                  << padded("(least " + numberText(measured.minimumMs, 2) + ")", 18);
        if (measured.images > 0) {
            std::cout << padded(
                numberText(measured.images / (measured.medianMs * 1e-3), 1) + " images/s", 19);
        }
    }
    if (measured.shareOfPeak) {
        std::cout << percentText(*measured.shareOfPeak) << " of the machine's peak  ";
    }
    for (const auto& [name, value] : measured.figures) {
        std::cout << name << ' ' << numberText(value, value < 1000 ? 2 : 0) << "  ";
    }
    std::cout << std::endl;
}

int run(const Options& options)
{
    const auto bench = std::ranges::find(benches(), options.name, &Bench::name);
    if (bench == benches().end()) {
        tell(options.name + " is not a benchmark (see weft-cli bench --help)");
        return WrongUsage;
    }
    const auto config = makeConfig(options.config);
    if (!config) {
        return fail(config.error(), exitCodeOf(config.error()));
    }
    BenchRequest request;
    request.config = *config;
    request.data = options.data;
    request.seconds = options.seconds;
    if (setsKey(options.config, "train.precision")) {
        request.precisions = {config->train.precision};
    }
    if (setsKey(options.config, "train.batch")) {
        request.batches = {config->train.batch};
    }
    std::stop_source stop;
    request.stop = stop.get_token();
    const InterruptWatch watch([&stop] { stop.request_stop(); });
    const auto done = bench->run(request, [&](const BenchCase& measured) {
        if (stop.stop_requested()) {
            return; // It has not been timed to its end.
        }
        if (options.json) {
            printJson(toObject(options.name, measured));
        } else {
            printLine(measured);
        }
    });
    if (watch.signal() != 0) {
        return 128 + watch.signal();
    }
    return done ? Success : fail(done.error(), Failure);
}

std::string benchList()
{
    std::string list = "Benchmarks:\n";
    for (const auto& bench : benches()) {
        auto line = "  " + std::string(bench.name);
        line.resize(12, ' ');
        list += line + std::string(bench.summary) + '\n';
    }
    return list + "Times are medians of rounds after a warm-up; the least stands beside.\n";
}

} // namespace

Command benchCommand(CLI::App& root)
{
    const auto options = std::make_shared<Options>();
    options->config.preset = "article-attention";
    auto* const app = root.add_subcommand("bench", "Measure this machine's speed");
    app->add_option("name", options->name, "Which; see below")->required()->type_name("NAME");
    addConfigOptions(*app, options->config);
    app->add_option("--data", options->data, "Images, for the benchmarks that read some")
        ->type_name("SOURCE");
    app->add_option("--seconds", options->seconds, "Time for each case. Default: 3")
        ->check(CLI::Range(0.1, 600.0));
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    app->footer(benchList);
    return {app, [options] { return run(*options); }};
}

} // namespace weft::cli
