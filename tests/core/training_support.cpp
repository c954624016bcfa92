#include "training_support.h"

#include "core/base/random.h"
#include "core/data/image.h"
#include "core/store/run_directory.h"

#include <algorithm>
#include <array>

namespace weft::test {

void RecordingSink::handle(const TrainingEvent& event)
{
    events.push_back(event);
    if (react) {
        react(event);
    }
}

void writeColourFolder(const std::filesystem::path& folder, int imagesPerClass)
{
    struct Colour
    {
        const char* name;
        std::array<int, 3> rgb;
    };
    constexpr std::array<Colour, 3> colours{
        {{"blue", {60, 60, 200}}, {"green", {60, 200, 60}}, {"red", {200, 60, 60}}}};
    for (std::size_t label = 0; label < colours.size(); ++label) {
        std::filesystem::create_directories(folder / colours[label].name);
        for (int i = 0; i < imagesPerClass; ++i) {
            RandomStream noise(label, 0, static_cast<std::uint64_t>(i));
            Image image{12, 12, std::vector<std::uint8_t>(12 * 12 * 3)};
            for (std::size_t value = 0; value < image.rgb.size(); ++value) {
                const double shifted = colours[label].rgb[value % 3] + noise.uniform(-120, 120);
                image.rgb[value] = static_cast<std::uint8_t>(std::clamp(shifted, 0.0, 255.0));
            }
            const auto file = folder / colours[label].name / (std::to_string(i) + ".png");
            if (!writePng(image, file)) {
                std::abort();
            }
        }
    }
}

RunConfig tinyConfig(const std::filesystem::path& data)
{
    RunConfig config;
    config.data = {.source = data.string(),
                   .size = 16,
                   .valFraction = 0.2,
                   .transform = TransformKind::Small,
                   .flip = true,
                   .workers = 1};
    config.model = {.backbone = Backbone::ResNet20,
                    .head = Head::Attention,
                    .grid = 3,
                    .layers = 1,
                    .hidden = 8,
                    .dropout = 0.2};
    config.train.epochs = 3;
    config.train.batch = 8;
    config.train.lr = 0.05;
    config.train.nesterov = true;
    config.train.schedule = ScheduleKind::OneCycle;
    config.train.threads = 2;
    config.train.watched = 4;
    return config;
}

std::vector<std::vector<double>> curveOf(const std::vector<StepEvent>& steps,
                                         const std::vector<EpochEvent>& epochs)
{
    std::vector<std::vector<double>> curve;
    for (const auto& step : steps) {
        curve.push_back({static_cast<double>(step.step), static_cast<double>(step.epoch),
                         step.epochPosition, step.loss, step.runningAccuracy, step.learningRate,
                         step.gradientNorm});
    }
    for (const auto& epoch : epochs) {
        curve.push_back({static_cast<double>(epoch.epoch), static_cast<double>(epoch.step),
                         epoch.trainLoss, epoch.trainAccuracy, epoch.valLoss, epoch.valTop1,
                         epoch.valTop5, static_cast<double>(epoch.best)});
        for (const auto& prediction : epoch.predictions) {
            curve.push_back({static_cast<double>(prediction.predicted), prediction.confidence});
        }
    }
    return curve;
}

std::vector<std::vector<double>> curveOf(const std::filesystem::path& run)
{
    const auto history = RunDirectory::open(run)->history();
    return curveOf(history->steps, history->epochs);
}

bool equalTensors(const TensorMap& some, const TensorMap& others)
{
    return some.size() == others.size() && std::ranges::all_of(some, [&](const auto& entry) {
               return others.contains(entry.first) && entry.second.equal(others.at(entry.first));
           });
}

bool sameWeights(const std::filesystem::path& left, const std::filesystem::path& right)
{
    const auto a = loadCheckpoint(left, CheckpointKind::Last);
    const auto b = loadCheckpoint(right, CheckpointKind::Last);
    return a && b && equalTensors(a->model, b->model) && equalTensors(a->optimizer, b->optimizer);
}

const StepEvent* asStep(const TrainingEvent& event)
{
    return std::get_if<StepEvent>(&event);
}

} // namespace weft::test
