#include "core/base/process.h"
#include "core/bench/bench_setup.h"

namespace weft {

Result<void> benchPeak(const BenchRequest& request, const BenchSink& sink)
{
    const int threads = configureThreads(request.config.train.threads);
    for (const auto precision : request.precisions) {
        if (request.stop.stop_requested()) {
            break;
        }
        const auto peak = measureMachinePeak(precision);
        BenchCase measured;
        measured.mode = "peak";
        measured.precision = precisionName(precision);
        measured.threads = threads;
        measured.figures = {{"gemm_gflops", peak.gemm * 1e-9},
                            {"convolution_gflops", peak.convolution * 1e-9}};
        sink(measured);
    }
    return {};
}

} // namespace weft
