#include "core/base/process.h"
#include "core/bench/bench_setup.h"
#include "core/inference/prepared_network_p.h"
#include "core/model/network_description.h"
#include "core/train/precision_p.h"

#include <ATen/ops/randn.h>

namespace weft {

namespace {

constexpr int classes = 100;

} // namespace

Result<void> benchInference(const BenchRequest& request, const BenchSink& sink)
{
    BenchSetup setup(request);
    const auto& config = request.config;
    const auto description = describeNetwork(config.model, config.data.size, classes);
    if (!description) {
        return description.error();
    }
    const auto side = static_cast<std::int64_t>(config.data.size);
    for (const auto precision : request.precisions) {
        for (const int batch : batchesOf(request, {1, 32})) {
            PreparedNetwork network{Classifier(config.model, classes)};
            const auto images = at::randn({batch, 3, side, side});
            const PrecisionScope scope(precision, c10::kCPU);
            std::int64_t faults = 0;
            const auto operations =
                static_cast<double>(description->flops) * static_cast<double>(batch);
            auto measured = setup.measure("infer", precision, batch, operations, [&] {
                const auto before = minorPageFaults();
                (void)network.forward(images);
                faults = minorPageFaults() - before;
            });
            measured.figures = memoryFigures(faults);
            sink(measured);
        }
    }
    return {};
}

} // namespace weft
