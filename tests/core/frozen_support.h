#pragma once

#include "training_support.h"

#include "core/store/run_directory.h"
#include "core/train/train_run.h"

#include <algorithm>
#include <fstream>

// After LibTorch, whose headers have members named slots.
#include <QTemporaryDir>

namespace weft::test {

namespace fs = std::filesystem;

inline TensorMap backboneOf(const TensorMap& model)
{
    TensorMap part;
    for (const auto& [name, tensor] : model) {
        if (name.starts_with("backbone.")) {
            part.emplace(name, tensor);
        }
    }
    return part;
}

inline LoadedCheckpoint lastOf(const fs::path& run)
{
    return *loadCheckpoint(run, CheckpointKind::Last);
}

inline std::string featuresStory(const RecordingSink& sink)
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

/// A small trained run, runs of a frozen network that begin with its backbone, and a cache of their
/// features that is new for each test.
class FrozenRuns
{
protected:
    /// Trains the run that the others begin with. False where that fails.
    [[nodiscard]] bool begin()
    {
        m_data = path("data");
        writeColourFolder(m_data, 20);
        RecordingSink sink;
        auto config = tinyConfig(m_data);
        config.train.epochs = 2;
        const auto run = train(config, sink);
        m_teacher = run.ok() ? run->directory : fs::path();
        return run.ok();
    }

    void beginCache()
    {
        m_cache = path("cache") / std::to_string(++m_caches);
        qputenv("XDG_CACHE_HOME", m_cache.string().c_str());
        qunsetenv("WEFT_CACHE_GB");
    }

    [[nodiscard]] fs::path path(const char* name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    [[nodiscard]] fs::path cacheFolder() const { return m_cache / "weft" / "features"; }

    [[nodiscard]] RunConfig frozenConfig() const
    {
        auto config = tinyConfig(m_data);
        config.train.freeze = Freeze::Backbone;
        config.model.weights = m_teacher.string();
        return config;
    }

    static std::size_t recordBytes(const RunConfig& config)
    {
        const std::size_t cells = config.model.head == Head::Gap ? 1 : 9;
        const std::size_t channels = config.model.fusion == Fusion::None ? 64 : 32 + 64;
        return cells * channels * (config.train.precision == Precision::Bf16 ? 2 : 4);
    }

    /// A file stands where the cache's folder would have to be.
    void blockCache()
    {
        m_cache = path("cache") / std::to_string(++m_caches);
        std::ofstream(m_cache) << "in the way";
        qputenv("XDG_CACHE_HOME", m_cache.string().c_str());
    }

    static int filesIn(const fs::path& folder)
    {
        return fs::exists(folder)
                   ? static_cast<int>(std::distance(fs::directory_iterator(folder), {}))
                   : 0;
    }

    /// Files that a run of this configuration adds to the cache.
    int newFiles(const RunConfig& config)
    {
        const int before = filesIn(cacheFolder());
        RecordingSink sink;
        const auto run = train(config, sink);
        return run.ok() ? filesIn(cacheFolder()) - before : -1;
    }

    static std::vector<std::vector<double>> curve(const fs::path& run)
    {
        const auto history = RunDirectory::open(run)->history();
        return curveOf(history->steps, history->epochs);
    }

    static std::vector<float> looksOf(const RecordingSink& sink)
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

    fs::path tinyRun(RecordingSink& sink)
    {
        auto config = tinyConfig(m_data);
        config.train.epochs = 1;
        config.train.seed = 5;
        return train(config, sink)->directory;
    }

    Error refusal(const RunConfig& config)
    {
        RecordingSink sink;
        RunControl control;
        const auto run = trainRun({config, path("none"), {}, {}}, sink, control);
        return run.ok() || fs::exists(path("none")) ? Error{} : run.error();
    }

    Result<RunSummary> train(const RunConfig& config, RecordingSink& sink)
    {
        RunControl control;
        return train(config, sink, control);
    }

    Result<RunSummary> train(const RunConfig& config, RecordingSink& sink, RunControl& control,
                             const char* library = "runs")
    {
        return trainRun({config, path(library), {}, {}}, sink, control);
    }

    QTemporaryDir m_folder;
    fs::path m_data;
    fs::path m_teacher; ///< A trained run, whose backbone the others begin with.
    fs::path m_cache;
    int m_caches = 0;
};

} // namespace weft::test
