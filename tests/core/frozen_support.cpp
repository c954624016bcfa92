#include "frozen_support.h"

#include "core/features/feature_cache.h"

#include <QTest>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace weft::test {

TensorMap backboneOf(const TensorMap& model)
{
    TensorMap part;
    for (const auto& [name, tensor] : model) {
        if (name.starts_with("backbone.")) {
            part.emplace(name, tensor);
        }
    }
    return part;
}

LoadedCheckpoint lastOf(const fs::path& run)
{
    return *loadCheckpoint(run, CheckpointKind::Last);
}

std::string featuresStory(const RecordingSink& sink)
{
    std::string story;
    for (const auto& event : sink.all<ProgressEvent>()) {
        const char letter = event.features == FeatureUse::None        ? '-'
                            : event.features == FeatureUse::Computing ? 'f'
                                                                      : 'c';
        if (story.empty() || story.back() != letter) {
            story += letter;
        }
    }
    return story;
}

void FrozenRuns::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_data = path("data");
    writeColourFolder(m_data, 20);
    RecordingSink sink;
    auto config = tinyConfig(m_data);
    config.train.epochs = 2;
    const auto run = train(config, sink);
    QVERIFY2(run.ok(), why(run).c_str());
    m_teacher = run->directory;
}

void FrozenRuns::init()
{
    m_cache = path("cache") / std::to_string(++m_caches);
    qputenv("XDG_CACHE_HOME", m_cache.string().c_str());
    qunsetenv("WEFT_CACHE_GB");
}

fs::path FrozenRuns::path(const char* name) const
{
    return fs::path(m_folder.path().toStdString()) / name;
}

RunConfig FrozenRuns::frozenConfig() const
{
    auto config = tinyConfig(m_data);
    config.train.freeze = Freeze::Backbone;
    config.model.weights = m_teacher.string();
    return config;
}

std::size_t FrozenRuns::recordBytes(const RunConfig& config)
{
    const std::size_t cells = config.model.head == Head::Gap ? 1 : 9;
    const std::size_t channels = config.model.fusion == Fusion::None ? 64 : 32 + 64;
    return cells * channels * (featuresInBf16(config.train.precision) ? 2 : 4);
}

void FrozenRuns::blockCache()
{
    m_cache = path("cache") / std::to_string(++m_caches);
    std::ofstream(m_cache) << "in the way";
    qputenv("XDG_CACHE_HOME", m_cache.string().c_str());
}

int FrozenRuns::filesIn(const fs::path& folder)
{
    return fs::exists(folder) ? static_cast<int>(std::distance(fs::directory_iterator(folder), {}))
                              : 0;
}

int FrozenRuns::newFiles(const RunConfig& config)
{
    const int before = filesIn(cacheFolder());
    RecordingSink sink;
    const auto run = train(config, sink);
    return run.ok() ? filesIn(cacheFolder()) - before : -1;
}

std::vector<std::vector<double>> FrozenRuns::curve(const fs::path& run)
{
    const auto history = RunDirectory::open(run)->history();
    return curveOf(history->steps, history->epochs);
}

std::vector<float> FrozenRuns::looksOf(const RecordingSink& sink)
{
    std::vector<float> cells;
    for (const auto& event : sink.all<WatchedEvent>()) {
        for (const auto& image : event.images) {
            cells.insert(cells.end(), image.heatMap.cells.begin(), image.heatMap.cells.end());
            cells.push_back(image.confidence);
        }
    }
    return cells;
}

fs::path FrozenRuns::tinyRun(RecordingSink& sink)
{
    auto config = tinyConfig(m_data);
    config.train.epochs = 1;
    config.train.seed = 5;
    return train(config, sink)->directory;
}

Error FrozenRuns::refusal(const RunConfig& config)
{
    RecordingSink sink;
    RunControl control;
    const auto run = trainRun({config, path("none"), {}, {}}, sink, control);
    return run.ok() || fs::exists(path("none")) ? Error{} : run.error();
}

Result<RunSummary> FrozenRuns::train(const RunConfig& config, RecordingSink& sink)
{
    RunControl control;
    return train(config, sink, control);
}

Result<RunSummary> FrozenRuns::train(const RunConfig& config, RecordingSink& sink,
                                     RunControl& control, const char* library)
{
    return trainRun({config, path(library), {}, {}}, sink, control);
}

Result<fs::path> FrozenRuns::stopAndCarryOn(const RunConfig& config, std::int64_t step)
{
    RunControl control;
    RecordingSink stopping;
    stopping.react = [&](const TrainingEvent& event) {
        const auto* done = asStep(event);
        if (done != nullptr && done->step == step) {
            control.stop();
        }
    };
    const auto stopped = train(config, stopping, control);
    if (!stopped) {
        return stopped.error();
    }
    if (stopped->state != RunState::Stopped) {
        return Error{ErrorCode::Internal, stopped->directory.string(), "it has not stopped"};
    }
    RunControl again;
    RecordingSink rest;
    const auto resumed = resumeRun(stopped->directory, rest, again);
    if (!resumed) {
        return resumed.error();
    }
    return stopped->directory;
}

} // namespace weft::test
