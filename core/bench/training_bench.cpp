#include "core/base/process.h"
#include "core/base/random.h"
#include "core/bench/bench_setup.h"
#include "core/model/network_description.h"
#include "core/train/training_step_p.h"

namespace weft {

namespace {

/// Noise of unit deviation, as normalised pictures have it.
Batch noise(int images, int side)
{
    Batch batch;
    batch.count = static_cast<std::size_t>(images);
    batch.pixels.resize(batch.count * 3 * static_cast<std::size_t>(side * side));
    RandomStream random(0, 0, 0);
    for (auto& value : batch.pixels) {
        value = static_cast<float>(random.uniform(-1.7, 1.7));
    }
    for (std::size_t i = 0; i < batch.count; ++i) {
        batch.labels.push_back(static_cast<std::int64_t>(random.below(benchClasses)));
        batch.indices.push_back(i);
    }
    return batch;
}

} // namespace

Result<void> benchTraining(const BenchRequest& request, const BenchSink& sink)
{
    BenchSetup setup(request);
    auto config = request.config;
    const auto network = describeNetwork(config.model, config.data.size, benchClasses);
    if (!network) {
        return network.error();
    }
    for (const auto precision : request.precisions) {
        for (const int images : batchesOf(request, {16})) {
            config.train.precision = precision;
            Classifier model(config.model, benchClasses);
            model->train();
            Optimizer optimizer(*model, config.train);
            auto batch = noise(images, config.data.size);
            Result<void> outcome;
            std::int64_t steps = 0;
            std::int64_t faults = 0;
            const double operations =
                3 * static_cast<double>(network->flops) * static_cast<double>(images);
            auto measured = setup.measure("train", precision, images, operations, [&] {
                const auto before = minorPageFaults();
                const auto step = trainOnBatch(model, optimizer, batch, config.data.size, c10::kCPU,
                                               config.train, {config.train.lr, {}});
                if (!step) {
                    outcome = step.error();
                }
                faults = minorPageFaults() - before;
                ++steps;
            });
            if (!outcome) {
                return outcome;
            }
            measured.figures = memoryFigures(faults);
            sink(measured);
        }
    }
    return {};
}

} // namespace weft
