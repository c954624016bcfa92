#include "core/base/process.h"
#include "core/bench/bench_setup.h"
#include "core/dist/local_ranks.h"
#include "core/train/probe.h"

#include <algorithm>

namespace weft {

namespace {

constexpr int turns = 3; ///< What slows the machine for a while slows all cases.

struct RankCase
{
    int processes;
    int threads; ///< Of each.
    int batch;   ///< Of each.
    std::vector<ProbeReport> reports{};
};

double medianOf(const RankCase& measured, double ProbeReport::*figure)
{
    std::vector<double> values;
    for (const auto& report : measured.reports) {
        values.push_back(1000 * report.*figure);
    }
    return summarize(std::move(values)).medianMs;
}

BenchCase caseOf(const RankCase& measured, Precision precision)
{
    std::vector<double> steps;
    for (const auto& report : measured.reports) {
        steps.push_back(1000 * report.stepSeconds);
    }
    auto result = timedCase("ranks_" + std::to_string(measured.processes), precision,
                            measured.batch * measured.processes, measured.threads,
                            summarize(std::move(steps)));
    if (measured.processes > 1) {
        result.figures = {
            {"wait_ms", medianOf(measured, &ProbeReport::waitSeconds)},
            {"exchange_ms", medianOf(measured, &ProbeReport::exchangeSeconds)},
            {"exchange_bytes", static_cast<double>(measured.reports.front().exchangedBytes)}};
    }
    return result;
}

} // namespace

/// Steps of the configured network on real images: one process of one thread; one with a thread a
/// core, two at least, and as many times the batch; as many processes of one thread, each with the
/// batch.
Result<void> benchRanks(const BenchRequest& request, const BenchSink& sink)
{
    auto config = request.config;
    config.data.source = request.data.empty() ? "builtin:digits" : request.data;
    const auto data = openDataSource(
        config.data.source, {.valFraction = config.data.valFraction, .seed = config.train.seed},
        request.stop);
    if (!data) {
        return data.error();
    }
    const int cores = std::max(2, availableCores());
    for (const auto precision : request.precisions) {
        config.train.precision = precision;
        for (const int batch : batchesOf(request, {16})) {
            std::vector<RankCase> cases{
                {1, 1, batch}, {1, cores, batch * cores}, {cores, 1, batch}};
            for (int turn = 0; turn < turns; ++turn) {
                for (auto& each : cases) {
                    config.train.processes = each.processes;
                    config.train.threads = each.threads;
                    config.train.batch = each.batch;
                    auto report = probeRun(config, *data, request.stop, {},
                                           {.program = LocalRanks::standardProgram()});
                    if (!report) {
                        return report.error();
                    }
                    each.reports.push_back(std::move(*report));
                }
            }
            for (const auto& each : cases) {
                sink(caseOf(each, precision));
            }
        }
    }
    return {};
}

} // namespace weft
