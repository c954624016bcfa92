#pragma once

#include "core/bench/bench.h"
#include "core/bench/machine_peak.h"
#include "core/bench/timing.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace weft {

/// "fp32", "bf16", as train.precision takes it.
[[nodiscard]] std::string precisionName(Precision precision);

/// Of the networks that are made for a bench.
inline constexpr int benchClasses = 100;

/// The mode of inference in int8.
inline constexpr const char* int8Mode = "infer_int8";

/// request.batches, or usual where it is empty.
[[nodiscard]] std::vector<int> batchesOf(const BenchRequest& request, std::vector<int> usual);

/// A case of batch images a round, and what its rounds took.
[[nodiscard]] BenchCase timedCase(const std::string& mode, Precision precision, int batch,
                                  int threads, const Timing& timing);

/// The memory's figures of a work that repeats: the pages that its last round had mapped, and the
/// process's peak.
[[nodiscard]] std::vector<std::pair<std::string, double>> memoryFigures(std::int64_t lastFaults);

/// What is the same for the computing benches: sets the threads, times a work, and sets its rate
/// beside the machine's peak, which is measured once for each precision.
class BenchSetup
{
public:
    /// Sets the number of threads for the calling thread.
    explicit BenchSetup(const BenchRequest& request);

    /// A case of batch images a round that takes operations floating-point operations.
    [[nodiscard]] BenchCase measure(const std::string& mode, Precision precision, int batch,
                                    double operations, const std::function<void()>& work);

    /// The same of several works on the same images, a mode each, that take turns. int8Mode has no
    /// share of a peak of floating-point operations.
    [[nodiscard]] std::vector<BenchCase>
    measureTurns(const std::vector<std::pair<std::string, std::function<void()>>>& works,
                 Precision precision, int batch, double operations);

private:
    [[nodiscard]] const MachinePeak& peakOf(Precision precision);

    const BenchRequest& m_request;
    int m_threads;
    std::map<Precision, MachinePeak> m_peaks;
};

} // namespace weft
