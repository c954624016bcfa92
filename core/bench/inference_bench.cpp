#include "core/base/process.h"
#include "core/bench/bench_setup.h"
#include "core/inference/prepared_network_p.h"
#include "core/model/int8_layer_p.h"
#include "core/model/network_description.h"
#include "core/store/trained_network_p.h"
#include "core/train/precision_p.h"

#include <ATen/ops/empty.h>

#include <cmath>

namespace weft {

namespace {

/// A network and the side of its pictures.
struct Subject
{
    Classifier model;
    int side;
};

/// The run's network where there is a run, else the configured one with random weights.
Result<Subject> subjectOf(const BenchRequest& request, bool int8)
{
    if (request.run.empty()) {
        Subject subject{Classifier(request.config.model, benchClasses), request.config.data.size};
        if (int8) {
            useInt8(*subject.model);
        }
        return subject;
    }
    auto trained = loadTrainedNetwork(request.run, {CheckpointKind::Best, int8});
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

/// A network at work on the same pictures again and again.
struct Work
{
    std::string mode;
    PreparedNetwork network;
    std::int64_t faults = 0; ///< Of the last round.
    float firstScore = 0;

    void classify(const at::Tensor& pictures)
    {
        const auto before = minorPageFaults();
        const auto scores = network.forward(pictures).logits;
        faults = minorPageFaults() - before;
        firstScore = *scores.data_ptr<float>();
    }
};

} // namespace

Result<void> benchInference(const BenchRequest& request, const BenchSink& sink)
{
    BenchSetup setup(request);
    const auto subject = subjectOf(request, false);
    const auto rounded = request.int8 ? subjectOf(request, true) : subject;
    for (const auto* own : {&subject, &rounded}) {
        if (!*own) {
            return own->error();
        }
    }
    const auto& model = subject->model;
    const auto description = describeNetwork(model->config(), subject->side, model->classes());
    if (!description) {
        return description.error();
    }
    for (const auto precision : request.precisions) {
        for (const int batch : batchesOf(request, {1, 32})) {
            std::vector<Work> subjects;
            subjects.push_back({"infer", PreparedNetwork(model)});
            if (request.int8 && precision == Precision::Fp32) {
                subjects.push_back({int8Mode, PreparedNetwork(rounded->model)});
            }
            const auto pictures = sinePictures(batch, subject->side);
            const PrecisionScope scope(precision, c10::kCPU);
            std::vector<std::pair<std::string, std::function<void()>>> works;
            for (auto& own : subjects) {
                works.emplace_back(own.mode, [&own, &pictures] { own.classify(pictures); });
            }
            const auto operations =
                static_cast<double>(description->flops) * static_cast<double>(batch);
            auto cases = setup.measureTurns(works, precision, batch, operations);
            for (std::size_t i = 0; i < cases.size(); ++i) {
                cases[i].figures = memoryFigures(subjects[i].faults);
                cases[i].figures.emplace_back("first_score", subjects[i].firstScore);
                sink(cases[i]);
            }
        }
    }
    return {};
}

} // namespace weft
