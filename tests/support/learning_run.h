#pragma once

#include "core/data/data_source.h"
#include "core/store/run_writer.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

/// A run directory as a training that goes well would leave it, for tests of what shows it.
namespace weft::samples {

struct LearningRun
{
    std::string source = "builtin:digits";
    std::string name = "quick-digits-01";
    int epochs = 15;
    int epochsDone = 15;
    int stepsPerEpoch = 23;
    RunState state = RunState::Finished;
    int heads = 1;      ///< Of attention.
    double teacher = 0; ///< Accuracy of the network that it learns from; 0: none.
};

/// 0 at the start, near 1 at the end; from epoch to epoch less is gained.
inline double learned(double epoch)
{
    return 1 - std::exp(-epoch / 3);
}

/// A cheap noise of -1..1 that is the same every time.
inline double noise(std::int64_t number)
{
    const double wave = std::sin(static_cast<double>(number) * 12.9898) * 43758.5453;
    return 2 * (wave - std::floor(wave)) - 1;
}

inline StepEvent learningStep(std::int64_t number, int stepsPerEpoch)
{
    StepEvent step;
    step.step = number;
    step.epoch = static_cast<int>((number - 1) / stepsPerEpoch) + 1;
    step.epochPosition = static_cast<double>(number) / stepsPerEpoch;
    step.loss = 2.3 - 2.1 * learned(step.epochPosition) + 0.12 * noise(number);
    step.runningAccuracy =
        std::clamp(0.1 + 0.88 * learned(step.epochPosition) + 0.03 * noise(number + 7), 0.0, 1.0);
    step.learningRate = 0.1;
    step.gradientNorm = 1;
    step.imagesPerSecond = 1012;
    return step;
}

inline EpochEvent learningEpoch(int number, int stepsPerEpoch, const Dataset& validation)
{
    EpochEvent event;
    event.epoch = number;
    event.step = static_cast<std::int64_t>(number) * stepsPerEpoch;
    event.trainLoss = 2.3 - 2.1 * learned(number);
    event.trainAccuracy = 0.1 + 0.88 * learned(number);
    event.valLoss = 2.3 - 1.9 * learned(number);
    const int classes = static_cast<int>(validation.classNames().size());
    event.confusion = ConfusionMatrix(classes);
    for (std::size_t i = 0; i < validation.size(); ++i) {
        const int label = validation.label(i);
        const bool right = (noise(static_cast<std::int64_t>(i) * 31) + 1) / 2 <
                           0.1 + 0.82 * learned(number) - 0.02 * label;
        const int other = (label + 1 + static_cast<int>(i * i) % (classes - 1)) % classes;
        const int said = right ? label : other;
        event.confusion.add(label, said);
        event.predictions.push_back({label, said, right ? 0.9F : 0.6F});
    }
    event.valTop1 = event.confusion.accuracy();
    event.valTop5 = std::min(1.0, event.valTop1 + 0.1);
    event.seconds = 3.1;
    event.imagesPerSecond = 1012;
    return event;
}

/// Attention that gathers around a place of each image's own as the epochs pass.
/// Several heads gather in different rows.
inline std::vector<float> learningMap(int epoch, int image, int head)
{
    std::vector<float> cells;
    float sum = 0;
    for (int cell = 0; cell < 49; ++cell) {
        const double dx = cell % 7 - (2 + image % 4);
        const double dy = cell / 7 - (2 + (image + 2 * head) % 3);
        const double weight = std::exp(-(dx * dx + dy * dy) * 0.5 * learned(epoch));
        cells.push_back(static_cast<float>(weight));
        sum += cells.back();
    }
    for (auto& cell : cells) {
        cell /= sum;
    }
    return cells;
}

inline WatchedEvent learningWatched(int epoch, const Dataset& validation, int heads = 1,
                                    int count = 8)
{
    WatchedEvent event{epoch, {}};
    for (int i = 0; i < count; ++i) {
        WatchedImage image;
        image.index =
            validation.size() * static_cast<std::size_t>(i) / static_cast<std::size_t>(count);
        image.name = validation.name(image.index);
        image.label = validation.label(image.index);
        const bool wrong = i == 3;
        image.predicted = wrong ? (image.label + 1) % 3 : image.label;
        image.confidence = static_cast<float>(0.1 + 0.85 * learned(epoch) - 0.04 * i);
        image.heatMap = {HeatMapKind::Attention, 7, 7, learningMap(epoch, i, 0)};
        if (heads > 1) {
            auto& map = image.heatMap;
            map.cells.assign(49, 0);
            for (int head = 0; head < heads; ++head) {
                map.heads.push_back(learningMap(epoch, i, head));
                for (std::size_t cell = 0; cell < map.cells.size(); ++cell) {
                    map.cells[cell] += map.heads.back()[cell] / static_cast<float>(heads);
                }
            }
        }
        event.images.push_back(std::move(image));
    }
    return event;
}

/// Writes the run directory under library. Its data set is the real one, so that pictures show.
inline std::filesystem::path writeLearningRun(const std::filesystem::path& library,
                                              const LearningRun& run = {})
{
    const auto data = openDataSource(run.source).value();
    RunRecord record;
    record.config.data.source = run.source;
    record.config.data.size = 32;
    record.config.data.transform = TransformKind::Small;
    record.config.model.backbone = Backbone::ResNet20;
    record.config.model.head = Head::Attention;
    record.config.model.attentionHeads = run.heads;
    record.config.train.epochs = run.epochs;
    record.dataTitle = data.title;
    record.dataFingerprint = data.fingerprint;
    record.trainImages = data.train->size();
    record.validationImages = data.validation->size();
    record.classNames = data.classNames;
    record.preprocessing.kind = TransformKind::Small;
    record.preprocessing.size = 32;
    if (run.teacher > 0) {
        record.config.train.teacher = "/runs/teacher";
        record.teacher = {"fedcba98", run.teacher};
    }
    auto writer = RunWriter::create(library, record, {run.name, {}}).value();
    bool ok = writer.write(learningWatched(0, *data.validation, run.heads)).ok();
    RunStatus status;
    status.state = run.state;
    status.peakMemoryBytes = std::size_t{812} << 20U;
    for (int number = 1; number <= run.epochsDone; ++number) {
        for (int i = 1; i <= run.stepsPerEpoch; ++i) {
            const auto step = static_cast<std::int64_t>(number - 1) * run.stepsPerEpoch + i;
            ok = ok && writer.write(learningStep(step, run.stepsPerEpoch)).ok();
        }
        const auto epoch = learningEpoch(number, run.stepsPerEpoch, *data.validation);
        ok = ok && writer.write(epoch).ok() &&
             writer.write(learningWatched(number, *data.validation, run.heads)).ok();
        status.epochsDone = number;
        if (epoch.valTop1 > status.bestAccuracy) {
            status.bestAccuracy = epoch.valTop1;
            status.bestEpoch = number;
        }
    }
    ok = ok && writer.writeStatus(status).ok() && writer.flush().ok();
    return ok ? writer.path() : std::filesystem::path();
}

} // namespace weft::samples
