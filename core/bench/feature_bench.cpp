#include "core/base/process.h"
#include "core/base/random.h"
#include "core/bench/bench_setup.h"
#include "core/data/image.h"
#include "core/train/feature_source_p.h"
#include "core/train/run_data.h"
#include "core/train/trainer_p.h"
#include "core/train/training_clock.h"
#include "core/train/training_step_p.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <system_error>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr int madeClasses = 10;
constexpr int madeImages = 16; ///< Of each class.
constexpr int madeSide = 256;

/// A folder that goes with its owner.
class TemporaryFolder
{
public:
    TemporaryFolder()
    {
        auto name = (fs::temp_directory_path() / "weft-bench-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) {
            m_path = name;
        }
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        if (!m_path.empty()) {
            fs::remove_all(m_path, ignored);
        }
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

/// Pictures of coarse noise, a folder a class.
Result<void> makePictures(const fs::path& folder)
{
    for (int label = 0; label < madeClasses; ++label) {
        const auto group = folder / ("class" + std::to_string(label));
        std::error_code failure;
        fs::create_directories(group, failure);
        for (int i = 0; i < madeImages && !failure; ++i) {
            RandomStream random(1, static_cast<std::uint64_t>(label),
                                static_cast<std::uint64_t>(i));
            Image image{madeSide, madeSide,
                        std::vector<std::uint8_t>(std::size_t{3} * madeSide * madeSide)};
            std::uint8_t value = 0;
            for (std::size_t byte = 0; byte < image.rgb.size(); ++byte) {
                value = byte % 24 == 0 ? static_cast<std::uint8_t>(random.below(256)) : value;
                image.rgb[byte] = value;
            }
            if (auto written = writePng(image, group / (std::to_string(i) + ".png")); !written) {
                return written;
            }
        }
        if (failure) {
            return Error{ErrorCode::WriteFailed, group.string(), failure.message()};
        }
    }
    return {};
}

/// The frozen network with its optimiser, and epochs of it from one source or another.
class FrozenTraining
{
public:
    FrozenTraining(TrainingInput input, FeatureCache cache)
        : m_input(std::move(input))
        , m_cache(std::move(cache))
        , m_model(m_input.config.model, static_cast<int>(m_input.train->classNames().size()))
    {
        m_model->freezeBackbone();
        m_model->train();
        m_optimizer.emplace(*m_model, m_input.config.train);
    }

    /// The same views of the images, kept features or not.
    std::unique_ptr<FeatureSource> source(bool keep)
    {
        const auto report = [this, keep](const Error& error) {
            if (keep) { // Else it says that there is no room, which is as it should be.
                m_problem = error;
            }
        };
        const FeatureCache none{m_cache.folder, 0};
        return std::make_unique<FeatureSource>(m_input, m_model, c10::kCPU, report,
                                               keep ? m_cache : none);
    }

    /// Milliseconds of an epoch's training. Fails with Cancelled once stop is requested.
    Result<double> epoch(FeatureSource& source, int number, const std::stop_token& stop)
    {
        const auto stopped = [&] { return stop.stop_requested(); };
        const Error cancelled{ErrorCode::Cancelled, {}, "the benchmark was stopped"};
        const TrainingClock clock;
        auto feed = source.training(number, 0, stop);
        const auto steps = std::max<std::size_t>(
            1, m_input.train->size() / static_cast<std::size_t>(m_input.config.train.batch));
        m_images = 0;
        for (std::size_t step = 0; step < steps; ++step) {
            if (stopped()) {
                return cancelled;
            }
            auto input = feed->next();
            if (!input || input->batch.count == 0) {
                return Error{ErrorCode::Unreadable, m_input.config.data.source,
                             "the images cannot be read"};
            }
            if (auto done = trainOnInput(m_model, *m_optimizer, *input, m_input.preprocessing.size,
                                         c10::kCPU, m_input.config.train, {1e-3, {}});
                !done) {
                return done.error();
            }
            m_images += input->batch.count;
        }
        feed.reset();
        while (source.settle(1)) {
            if (stopped()) {
                return cancelled;
            }
        }
        return m_problem ? Result<double>(*m_problem) : clock.seconds() * 1e3;
    }

    /// Of the last epoch.
    [[nodiscard]] std::size_t images() const { return m_images; }

private:
    TrainingInput m_input;
    FeatureCache m_cache;
    Classifier m_model;
    std::optional<Optimizer> m_optimizer;
    std::optional<Error> m_problem;
    std::size_t m_images = 0;
};

/// So many that a round takes about as long as is asked for on two cores: a whole set's epochs
/// would take as long as its trainings. All of a smaller set.
DatasetPtr someOf(const DatasetPtr& images, int batch, double seconds)
{
    constexpr double imagesPerSecond = 45; // Of 224 px through ResNet-18, twice in a round.
    const auto least = static_cast<std::size_t>(2 * batch);
    const auto wanted = std::max(least, static_cast<std::size_t>(seconds * imagesPerSecond));
    std::vector<std::size_t> first(std::min(images->size(), wanted));
    std::iota(first.begin(), first.end(), std::size_t{0});
    return std::make_shared<DatasetSubset>(images, std::move(first));
}

struct EpochTimes
{
    std::vector<double> uncached, fill, cached;
};

/// Rounds of the three in turn, so that a machine that slows down slows all of them.
Result<EpochTimes> timeEpochs(FrozenTraining& training, const FeatureCache& cache,
                              const BenchRequest& request)
{
    EpochTimes times;
    const TrainingClock clock;
    // The first round warms up: it builds oneDNN's primitives.
    for (int round = 0; round < 4 || (round < 100 && clock.seconds() < 3 * request.seconds);
         ++round) {
        if (auto cleared = cache.clear(); !cleared) {
            return cleared.error();
        }
        const auto images = training.source(false);
        const auto uncached = training.epoch(*images, 1, request.stop);
        const auto features = training.source(true);
        const auto fill = training.epoch(*features, 1, request.stop);
        const auto cached = training.epoch(*features, 2, request.stop);
        for (const auto* one : {&uncached, &fill, &cached}) {
            if (!*one) {
                return one->error();
            }
        }
        if (features->use() != FeatureUse::Cached) {
            return Error{ErrorCode::Internal, cache.folder.string(), "the features were not kept"};
        }
        if (round > 0) {
            times.uncached.push_back(*uncached);
            times.fill.push_back(*fill);
            times.cached.push_back(*cached);
        }
    }
    return times;
}

} // namespace

Result<void> benchFeatures(const BenchRequest& request, const BenchSink& sink)
{
    const TemporaryFolder folder;
    if (folder.path().empty()) {
        return Error{ErrorCode::WriteFailed, fs::temp_directory_path().string(),
                     "no folder can be made there"};
    }
    auto config = request.config;
    config.data.source = request.data;
    if (request.data.empty()) {
        config.data.source = (folder.path() / "pictures").string();
        if (auto made = makePictures(config.data.source); !made) {
            return made;
        }
    }
    const int threads = configureThreads(config.train.threads);
    const auto data = openRunData(config, request.stop);
    if (!data) {
        return data.error();
    }
    const auto preprocessing = makePreprocessing(config.data, *data->train, request.stop);
    if (!preprocessing) {
        return preprocessing.error();
    }
    config.train.freeze = Freeze::Backbone;
    config.data.augment = false;
    auto cache = FeatureCache::standard(); // For its limit.
    cache.folder = folder.path() / "features";
    for (const auto precision : request.precisions) {
        for (const int batch : batchesOf(request, {16})) {
            config.train.precision = precision;
            config.train.batch = batch;
            FrozenTraining training({config,
                                     someOf(data->train, batch, request.seconds),
                                     data->validation,
                                     *preprocessing,
                                     data->fingerprint,
                                     {},
                                     {}},
                                    cache);
            const auto times = timeEpochs(training, cache, request);
            if (!times) {
                return times.error();
            }
            const double uncachedMs = summarize(times->uncached).medianMs;
            const auto tell = [&](const char* mode, const std::vector<double>& rounds) {
                const auto timing = summarize(rounds);
                auto measured = timedCase(mode, precision, batch, threads, timing);
                measured.images = static_cast<double>(training.images());
                measured.figures = {{"speed_up", uncachedMs / timing.medianMs}};
                sink(measured);
            };
            if (!times->uncached.empty()) {
                tell("uncached", times->uncached);
                tell("fill", times->fill);
                tell("cached", times->cached);
            }
        }
    }
    return {};
}

} // namespace weft
