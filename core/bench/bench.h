#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft {

/// One timed case of a benchmark.
struct BenchCase
{
    std::string mode;      ///< What was timed: "infer", "infer_int8", "train", "eval".
    std::string precision; ///< "fp32" or "bf16"; empty where it means nothing.
    int batch = 0;         ///< Images a round; 0 where it means nothing.
    int threads = 0;
    double medianMs = 0; ///< Of the rounds, in milliseconds.
    double minimumMs = 0;
    double images = 0; ///< Images that a round handles; 0 where it means nothing.
    /// Floating-point operations a second over the best that this machine was seen to do in this
    /// precision in the same process (see MachinePeak), 0..1; by the median.
    std::optional<double> shareOfPeak;
    /// Further figures by name, such as "minor_faults_last_step"; names as in JSON.
    std::vector<std::pair<std::string, double>> figures;
};

/// What to time, and for how long.
struct BenchRequest
{
    RunConfig config; ///< Network, size and threads; see each bench.
    std::vector<Precision> precisions{Precision::Fp32, Precision::Bf16};
    std::vector<int> batches; ///< Empty: the sizes that the bench is known by.
    std::string data;         ///< Images for the benches that read some.
    /// lstm, infer: beside each case in float32 the same in int8, in turns with it.
    bool int8 = false;
    std::string run;      ///< Run directory for the benches that take its network; or empty.
    double seconds = 3;   ///< For each case, after the warm-up; at least five rounds are timed.
    std::stop_token stop; ///< Looked at between rounds; cases come half-timed after it.
};

/// Takes each case as soon as it has been timed.
using BenchSink = std::function<void(const BenchCase&)>;

/// A benchmark of weft-cli bench. Blocks; uses the calling thread for the computing.
struct Bench
{
    std::string_view name;
    std::string_view summary; ///< For the help, one line.
    Result<void> (*body)(const BenchRequest& request, const BenchSink& sink);
    bool takesRun = false;  ///< Whether BenchRequest::run means something to it.
    bool takesInt8 = false; ///< Whether BenchRequest::int8 does.

    /// An exception of the libraries' becomes an error.
    [[nodiscard]] Result<void> run(const BenchRequest& request, const BenchSink& sink) const;
};

/// Those that need no window, in the order of the help.
[[nodiscard]] const std::vector<Bench>& benches();

// Each stands in a file of its own, <name>_bench.cpp. The libraries' exceptions pass.
[[nodiscard]] Result<void> benchPeak(const BenchRequest& request, const BenchSink& sink);
[[nodiscard]] Result<void> benchLstm(const BenchRequest& request, const BenchSink& sink);
[[nodiscard]] Result<void> benchInference(const BenchRequest& request, const BenchSink& sink);
[[nodiscard]] Result<void> benchTraining(const BenchRequest& request, const BenchSink& sink);
[[nodiscard]] Result<void> benchLoader(const BenchRequest& request, const BenchSink& sink);
[[nodiscard]] Result<void> benchRanks(const BenchRequest& request, const BenchSink& sink);
[[nodiscard]] Result<void> benchFeatures(const BenchRequest& request, const BenchSink& sink);

} // namespace weft
