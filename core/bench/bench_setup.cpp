#include "core/bench/bench_setup.h"

#include "core/base/process.h"
#include "core/config/config_keys.h"

namespace weft {

std::string precisionName(Precision precision)
{
    RunConfig config;
    config.train.precision = precision;
    return configValue(config, "train.precision");
}

std::vector<int> batchesOf(const BenchRequest& request, std::vector<int> usual)
{
    return request.batches.empty() ? std::move(usual) : request.batches;
}

BenchCase timedCase(const std::string& mode, Precision precision, int batch, int threads,
                    const Timing& timing)
{
    BenchCase measured;
    measured.mode = mode;
    measured.precision = precisionName(precision);
    measured.batch = batch;
    measured.threads = threads;
    measured.medianMs = timing.medianMs;
    measured.minimumMs = timing.minimumMs;
    measured.images = batch;
    return measured;
}

std::vector<std::pair<std::string, double>> memoryFigures(std::int64_t lastFaults)
{
    return {{"minor_faults_last_step", static_cast<double>(lastFaults)},
            {"process_peak_memory_bytes", static_cast<double>(peakMemoryBytes())}};
}

BenchSetup::BenchSetup(const BenchRequest& request)
    : m_request(request)
    , m_threads(configureThreads(request.config.train.threads))
{
}

BenchCase BenchSetup::measure(const std::string& mode, Precision precision, int batch,
                              double operations, const std::function<void()>& work)
{
    return measureTurns({{mode, work}}, precision, batch, operations).front();
}

std::vector<BenchCase>
BenchSetup::measureTurns(const std::vector<std::pair<std::string, std::function<void()>>>& works,
                         Precision precision, int batch, double operations)
{
    const auto peak = peakOf(precision).best();
    std::vector<std::function<void()>> bodies;
    for (const auto& [mode, work] : works) {
        bodies.push_back(work);
    }
    const auto timings = timeTurns(bodies, {.seconds = m_request.seconds}, m_request.stop);
    std::vector<BenchCase> cases;
    for (std::size_t i = 0; i < works.size(); ++i) {
        auto& measured =
            cases.emplace_back(timedCase(works[i].first, precision, batch, m_threads, timings[i]));
        if (peak > 0 && timings[i].medianMs > 0 && works[i].first != int8Mode) {
            measured.shareOfPeak = operations / (timings[i].medianMs * 1e-3) / peak;
        }
    }
    return cases;
}

const MachinePeak& BenchSetup::peakOf(Precision precision)
{
    const auto known = m_peaks.find(precision);
    return known != m_peaks.end()
               ? known->second
               : m_peaks.emplace(precision, measureMachinePeak(precision)).first->second;
}

} // namespace weft
