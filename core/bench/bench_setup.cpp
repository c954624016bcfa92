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
    const auto known = m_peaks.find(precision);
    const auto peak = known != m_peaks.end()
                          ? known->second
                          : m_peaks.emplace(precision, measureMachinePeak(precision)).first->second;
    const auto timing = timeRounds(work, {.seconds = m_request.seconds}, m_request.stop);
    auto measured = timedCase(mode, precision, batch, m_threads, timing);
    if (peak.best() > 0 && timing.medianMs > 0) {
        measured.shareOfPeak = operations / (timing.medianMs * 1e-3) / peak.best();
    }
    return measured;
}

} // namespace weft
