#pragma once

#include "training_support.h"

#include "core/store/run_directory.h"
#include "core/train/train_run.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// After LibTorch, whose headers have members named slots.
#include <QObject>
#include <QTemporaryDir>

namespace weft::test {

namespace fs = std::filesystem;

TensorMap backboneOf(const TensorMap& model);
LoadedCheckpoint lastOf(const fs::path& run);

/// Where the features came from, a letter a time: f computed, c cached, - not kept.
std::string featuresStory(const RecordingSink& sink);

/// For QVERIFY2: why there is no result; empty where there is one.
template <typename T>
std::string why(const Result<T>& result)
{
    return result.ok() ? std::string() : toString(result.error());
}

/// The base of tests that train: a small trained run, runs of a frozen network that begin with its
/// backbone, and a cache of their features that is new for each test.
class FrozenRuns : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase(); ///< Trains the run that the others begin with.
    void init();         ///< A new cache.

protected:
    [[nodiscard]] fs::path path(const char* name) const;
    [[nodiscard]] fs::path cacheFolder() const { return m_cache / "weft" / "features"; }
    [[nodiscard]] RunConfig frozenConfig() const;

    static std::size_t recordBytes(const RunConfig& config);
    /// A file stands where the cache's folder would have to be.
    void blockCache();
    static int filesIn(const fs::path& folder);
    /// Files that a run of this configuration adds to the cache; -1 where it fails.
    int newFiles(const RunConfig& config);

    static std::vector<std::vector<double>> curve(const fs::path& run);
    static std::vector<float> looksOf(const RecordingSink& sink);

    fs::path tinyRun(RecordingSink& sink);
    Error refusal(const RunConfig& config);
    Result<RunSummary> train(const RunConfig& config, RecordingSink& sink);
    Result<RunSummary> train(const RunConfig& config, RecordingSink& sink, RunControl& control,
                             const char* library = "runs");
    /// The directory of a run that was stopped after the step and then carried on to its end.
    Result<fs::path> stopAndCarryOn(const RunConfig& config, std::int64_t step);

    QTemporaryDir m_folder;
    fs::path m_data;
    fs::path m_teacher; ///< A trained run, whose backbone the others begin with.
    fs::path m_cache;
    int m_caches = 0;
};

} // namespace weft::test
