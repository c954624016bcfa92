#include "core/base/process.h"
#include "core/bench/bench_setup.h"
#include "core/inference/prepared_network_p.h"
#include "core/model/network_description.h"
#include "core/store/trained_network_p.h"
#include "core/train/precision_p.h"

#include <ATen/ops/empty.h>

#include <cmath>

namespace weft {

namespace {

constexpr int classes = 100;

/// A network and the side of its pictures.
struct Subject
{
    Classifier model;
    int side;
};

/// The run's network where there is a run, else the configured one with random weights.
Result<Subject> subjectOf(const BenchRequest& request)
{
    if (request.run.empty()) {
        return Subject{Classifier(request.config.model, classes), request.config.data.size};
    }
    auto trained = loadTrainedNetwork(request.run, CheckpointKind::Best);
    if (!trained) {
        return trained.error();
    }
    return Subject{trained->model, trained->run.record().preprocessing.size};
}

/// [N, 3, side, side]; the i-th value is sin(i), which other engines can be given as well, to
/// compare their scores with first_score.
at::Tensor sinePictures(int batch, int side)
{
    auto pictures = at::empty({batch, 3, side, side}, at::kFloat);
    float* values = pictures.data_ptr<float>();
    for (std::int64_t i = 0; i < pictures.numel(); ++i) {
        values[i] = static_cast<float>(std::sin(static_cast<double>(i)));
    }
    return pictures;
}

} // namespace

Result<void> benchInference(const BenchRequest& request, const BenchSink& sink)
{
    BenchSetup setup(request);
    const auto subject = subjectOf(request);
    if (!subject) {
        return subject.error();
    }
    const auto& model = subject->model;
    const auto description = describeNetwork(model->config(), subject->side, model->classes());
    if (!description) {
        return description.error();
    }
    for (const auto precision : request.precisions) {
        for (const int batch : batchesOf(request, {1, 32})) {
            PreparedNetwork network{model};
            const auto pictures = sinePictures(batch, subject->side);
            const PrecisionScope scope(precision, c10::kCPU);
            std::int64_t faults = 0;
            float firstScore = 0;
            const auto operations =
                static_cast<double>(description->flops) * static_cast<double>(batch);
            auto measured = setup.measure("infer", precision, batch, operations, [&] {
                const auto before = minorPageFaults();
                const auto scores = network.forward(pictures).logits;
                faults = minorPageFaults() - before;
                firstScore = *scores.data_ptr<float>();
            });
            measured.figures = memoryFigures(faults);
            measured.figures.emplace_back("first_score", firstScore);
            sink(measured);
        }
    }
    return {};
}

} // namespace weft
