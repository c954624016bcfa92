#include "training_support.h"

#include "core/base/random.h"
#include "core/store/checkpoint_p.h"
#include "core/store/run_directory.h"
#include "core/train/frozen_trunk_p.h"
#include "core/train/train_run.h"
#include "core/train/training_step_p.h"

#include <ATen/ops/randn.h>

#include <fstream>
#include <thread>

// After LibTorch, whose headers have members named slots.
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

namespace {

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

} // namespace

class TestFrozenBackbone : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_data = path("data");
        writeColourFolder(m_data, 20);
        RecordingSink sink;
        auto config = tinyConfig(m_data);
        config.train.epochs = 2;
        const auto run = train(config, sink);
        QVERIFY(run.ok());
        m_teacher = run->directory;
    }

    void init()
    {
        m_cache = path("cache") / std::to_string(++m_caches);
        qputenv("XDG_CACHE_HOME", m_cache.string().c_str());
        qunsetenv("WEFT_CACHE_GB");
    }

    void aFrozenBackboneStandsStill_data()
    {
        QTest::addColumn<int>("precision");
        QTest::addColumn<bool>("kept");
        QTest::newRow("fp32") << int(Precision::Fp32) << false;
        QTest::newRow("bf16, kept") << int(Precision::Bf16) << true;
    }

    void aFrozenBackboneStandsStill()
    {
        QFETCH(int, precision);
        QFETCH(bool, kept);
        auto config = frozenConfig();
        config.train.precision = static_cast<Precision>(precision);
        config.data.augment = !kept;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        QVERIFY(run->bestAccuracy > 0.6);
        const auto teacher = *loadCheckpoint(m_teacher, CheckpointKind::Best);
        const auto last = lastOf(run->directory);
        // Weights, and the norms' statistics too.
        QVERIFY(equalTensors(backboneOf(last.model), backboneOf(teacher.model)));
        QVERIFY(!last.model.at("fc.weight").equal(teacher.model.at("fc.weight")));
        for (const auto& [name, tensor] : last.optimizer) {
            QVERIFY2(name.find("backbone") == std::string::npos, name.c_str());
        }
        QVERIFY(last.optimizer.contains("momentum.fc.weight"));
        QVERIFY(last.optimizer.contains("momentum.lstm.weight_ih_l0"));
    }

    void theRunSaysWhatItBeganWith()
    {
        RecordingSink sink;
        auto config = frozenConfig();
        config.train.epochs = 1;
        const auto run = train(config, sink);
        QVERIFY(run.ok());
        const auto told = sink.all<WeightsEvent>();
        QCOMPARE(told.size(), 1U);
        QCOMPARE(told[0].source, m_teacher.string());
        QCOMPARE(told[0].taken, backboneOf(lastOf(m_teacher).model).size());
        QCOMPARE(told[0].taken + told[0].leftOut, lastOf(m_teacher).model.size());
        QVERIFY(!RunDirectory::open(run->directory)->record().weightsFingerprint.empty());

        // The file alone gives the same as its run directory.
        fs::path file;
        for (const auto& entry : fs::directory_iterator(m_teacher / "checkpoints")) {
            const auto name = entry.path().filename().string();
            file = name.starts_with("best-") ? entry.path() : file;
        }
        config.model.weights = file.string();
        const auto other = train(config, sink);
        QVERIFY(other.ok());
        QVERIFY(equalTensors(lastOf(run->directory).model, lastOf(other->directory).model));
    }

    void weightsThatDoNotFitAreRefusedBeforeThereIsARun()
    {
        auto config = frozenConfig();
        config.model.backbone = Backbone::ResNet18Cifar;
        QCOMPARE(refusal(config).code, ErrorCode::InvalidArgument);
        QVERIFY(refusal(config).reason.find("resnet18-cifar") != std::string::npos);

        config = frozenConfig();
        config.model.weights = path("absent").string();
        QCOMPARE(refusal(config).code, ErrorCode::NotFound);
        config.model.weights = m_data.string();
        QCOMPARE(refusal(config).code, ErrorCode::NotFound);
        std::ofstream(path("garbage.safetensors")) << "not a header of any kind";
        config.model.weights = path("garbage.safetensors").string();
        QCOMPARE(refusal(config).code, ErrorCode::Corrupt);
        for (const auto& entry : fs::directory_iterator(m_teacher / "checkpoints")) {
            if (entry.path().filename().string().find("optimizer") != std::string::npos) {
                config.model.weights = entry.path().string();
            }
        }
        QCOMPARE(refusal(config).code, ErrorCode::InvalidArgument);
        QVERIFY(refusal(config).reason.find("no backbone") != std::string::npos);
    }

    void aRunWithoutACheckpointBeginsAgainWithTheSameWeightsOrNotAtAll()
    {
        const auto teacher = path("other-teacher");
        fs::copy(m_teacher, teacher, fs::copy_options::recursive);
        auto config = frozenConfig();
        config.model.weights = teacher.string();
        RecordingSink sink;
        const auto whole = train(config, sink);
        QVERIFY(whole.ok());
        RunControl control;
        RecordingSink stopping;
        stopping.react = [&](const TrainingEvent& event) {
            const auto* state = std::get_if<StateEvent>(&event);
            if (state != nullptr && state->state == RunState::Running) {
                control.stop();
            }
        };
        const auto stopped = train(config, stopping, control, "early");
        QVERIFY(stopped.ok());
        // As it is after a kill before the first checkpoint.
        fs::remove_all(stopped->directory / "checkpoints");
        const auto early = path("early-copy");
        fs::copy(stopped->directory, early, fs::copy_options::recursive);
        RunControl again;
        RecordingSink rest;
        const auto resumed = resumeRun(stopped->directory, rest, again);
        QVERIFY2(resumed.ok(), resumed.ok() ? "" : toString(resumed.error()).c_str());
        QVERIFY(equalTensors(lastOf(stopped->directory).model, lastOf(whole->directory).model));

        fs::remove_all(teacher);
        RecordingSink other;
        const auto elsewhere = tinyRun(other);
        fs::copy(elsewhere, teacher, fs::copy_options::recursive);
        RunControl third;
        const auto refused = resumeRun(early, rest, third);
        QVERIFY(!refused.ok());
        QVERIFY(refused.error().reason.find("weights have changed") != std::string::npos);
    }

    void theNetworkTakesABatchAsItLies()
    {
        Batch batch;
        batch.count = 2;
        for (int i = 0; i < 2 * 4 * 4 * 3; ++i) {
            batch.pixels.push_back(static_cast<float>(i));
        }
        const auto pixels = batchPixels(batch, 4, c10::kCPU);
        QCOMPARE(pixels.sizes().vec(), (std::vector<std::int64_t>{2, 3, 4, 4}));
        // Image 1, green, second row, fourth column.
        QCOMPARE(pixels[1][1][1][3].item<float>(), 1.0F * (((1 * 4 + 1) * 4 + 3) * 3 + 1));
        // What the backbone's first line asks for is the batch's own memory.
        const auto input = pixels.contiguous(at::MemoryFormat::ChannelsLast);
        QVERIFY(input.data_ptr<float>() == batch.pixels.data());
    }

    void featuresDoNotDependOnTheirCompany_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("precision");
        QTest::newRow("resnet20, fp32") << int(Backbone::ResNet20) << 32 << int(Precision::Fp32);
        QTest::newRow("resnet20, bf16") << int(Backbone::ResNet20) << 32 << int(Precision::Bf16);
        QTest::newRow("resnet18, fp32") << int(Backbone::ResNet18) << 96 << int(Precision::Fp32);
        QTest::newRow("resnet18, bf16") << int(Backbone::ResNet18) << 96 << int(Precision::Bf16);
    }

    void featuresDoNotDependOnTheirCompany()
    {
        QFETCH(int, backbone);
        QFETCH(int, size);
        QFETCH(int, precision);
        ModelConfig config;
        config.backbone = static_cast<Backbone>(backbone);
        config.grid = 3;
        Classifier model(config, 3);
        model->eval();
        FrozenTrunk trunk(model, static_cast<Precision>(precision), c10::kCPU);
        const std::size_t image = std::size_t{3} * size * size;
        Batch all;
        all.count = 16;
        RandomStream random(1);
        for (std::size_t i = 0; i < all.count * image; ++i) {
            all.pixels.push_back(static_cast<float>(random.uniform(-2, 2)));
        }
        const auto featuresOf = [&](const std::vector<std::size_t>& which) {
            StepInput input;
            input.batch.count = which.size();
            for (const auto index : which) {
                const auto* first = all.pixels.data() + index * image;
                input.batch.pixels.insert(input.batch.pixels.end(), first, first + image);
            }
            trunk.turnIntoFeatures(input, size);
            return input.features;
        };
        std::vector<std::size_t> order(all.count);
        std::iota(order.begin(), order.end(), 0);
        const auto together = featuresOf(order);
        for (const std::size_t index : {0, 7, 15}) {
            QVERIFY(featuresOf({index})[0].equal(together[static_cast<std::int64_t>(index)]));
        }
        const auto some = featuresOf({15, 2, 9, 3, 4});
        QVERIFY(some[0].equal(together[15]));
        QVERIFY(some[2].equal(together[9]));
    }

    void keptFeaturesGiveTheSameRunToTheLastBit_data()
    {
        QTest::addColumn<int>("head");
        QTest::addColumn<int>("precision");
        QTest::addColumn<int>("views");
        QTest::newRow("one view") << int(Head::Attention) << int(Precision::Fp32) << 0;
        QTest::newRow("two views, bf16") << int(Head::Final) << int(Precision::Bf16) << 2;
        QTest::newRow("gap, two views") << int(Head::Gap) << int(Precision::Fp32) << 2;
        QTest::newRow("gap, bf16") << int(Head::Gap) << int(Precision::Bf16) << 0;
    }

    void keptFeaturesGiveTheSameRunToTheLastBit()
    {
        QFETCH(int, head);
        QFETCH(int, precision);
        QFETCH(int, views);
        auto config = frozenConfig();
        config.model.head = static_cast<Head>(head);
        config.train.precision = static_cast<Precision>(precision);
        config.data.augment = views > 0;
        config.data.cachedViews = views;
        config.train.epochs = 5;
        config.train.batch = 7; // Leaves some images out of each epoch.

        RecordingSink filling;
        const auto first = train(config, filling);
        QVERIFY2(first.ok(), first.ok() ? "" : toString(first.error()).c_str());
        QCOMPARE(featuresStory(filling), std::string("fc"));
        QVERIFY(filling.all<ProblemEvent>().empty());
        QCOMPARE(filesIn(cacheFolder()), views > 1 ? 3 : 2);
        QCOMPARE(filling.all<ProgressEvent>().back().featureBytes,
                 std::uint64_t(std::max(views, 1)) * 48 * recordBytes(config) +
                     12 * recordBytes(config));

        RecordingSink reusing;
        const auto second = train(config, reusing);
        QVERIFY(second.ok());
        QCOMPARE(featuresStory(reusing), std::string("c"));

        blockCache();
        RecordingSink without;
        const auto third = train(config, without);
        QVERIFY(third.ok());
        QCOMPARE(featuresStory(without), std::string("-"));
        QCOMPARE(without.all<ProblemEvent>().size(), 1U);
        QVERIFY(without.all<ProblemEvent>()[0].error.reason.find("not kept") != std::string::npos);

        for (const auto* other : {&second, &third}) {
            QCOMPARE(curve((*other)->directory), curve(first->directory));
            QVERIFY(
                equalTensors(lastOf((*other)->directory).model, lastOf(first->directory).model));
        }
        QCOMPARE(looksOf(reusing), looksOf(filling));
        QCOMPARE(looksOf(without), looksOf(filling));
    }

    void newViewsInEveryEpochAreNotKept()
    {
        RecordingSink sink;
        QVERIFY(train(frozenConfig(), sink).ok());
        QCOMPARE(featuresStory(sink), std::string("-"));
        QVERIFY(!fs::exists(m_cache));
    }

    void whateverChangesTheFeaturesHasFilesOfItsOwn()
    {
        auto base = frozenConfig();
        base.data.augment = false;
        base.train.epochs = 1;
        QCOMPARE(newFiles(base), 2);
        QCOMPARE(newFiles(base), 0);
        auto config = base;
        config.train.lr = 0.01;
        config.train.batch = 16;
        config.model.hidden = 16;
        config.model.head = Head::Mean;
        config.data.workers = 2;
        QCOMPARE(newFiles(config), 0); // None of these matter to the trunk.
        config = base;
        config.model.weights.clear();
        QCOMPARE(newFiles(config), 2);
        config = base;
        config.model.grid = 2;
        QCOMPARE(newFiles(config), 2);
        config = base;
        config.model.head = Head::Gap;
        QCOMPARE(newFiles(config), 2);
        config = base;
        config.data.size = 24;
        QCOMPARE(newFiles(config), 2);
        config = base;
        config.data.transform = TransformKind::Article;
        QCOMPARE(newFiles(config), 2);
        config = base;
        config.train.precision = Precision::Bf16;
        QCOMPARE(newFiles(config), 2);
        config = base;
        config.train.threads = 1;
        QCOMPARE(newFiles(config), 2);
        config = base;
        config.data.augment = true;
        config.data.cachedViews = 1;
        QCOMPARE(newFiles(config), 1); // The validation's are known.
        config.data.flip = false;
        QCOMPARE(newFiles(config), 1);
        config = base;
        config.train.seed = 1; // Another split.
        QCOMPARE(newFiles(config), 2);

        // A picture that is painted over, of the same size in bytes.
        const auto folder = path("repainted");
        writeColourFolder(folder, 20);
        config = base;
        config.data.source = folder.string();
        QVERIFY(newFiles(config) > 0);
        fs::last_write_time(folder / "red/3.png",
                            fs::file_time_type::clock::now() + std::chrono::seconds(5));
        QCOMPARE(newFiles(config), 2);
    }

    void damagedFilesAreMadeAnew_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::newRow("a bit") << "bit";
        QTest::newRow("cut short") << "cut";
        QTest::newRow("foreign") << "foreign";
        QTest::newRow("empty") << "empty";
    }

    void damagedFilesAreMadeAnew()
    {
        QFETCH(QString, damage);
        auto config = frozenConfig();
        config.data.augment = false;
        RecordingSink filling;
        const auto first = train(config, filling);
        QVERIFY(first.ok());
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(cacheFolder())) {
            files.push_back(entry.path());
        }
        for (const auto& file : files) {
            const auto size = fs::file_size(file);
            if (damage == "bit") {
                std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
                stream.seekp(static_cast<std::streamoff>(size - 50));
                stream.put('\x5a');
            } else if (damage == "cut") {
                fs::resize_file(file, size / 2);
            } else {
                std::ofstream(file) << (damage == "foreign" ? "somebody else's" : "");
            }
        }
        RecordingSink again;
        const auto second = train(config, again);
        QVERIFY(second.ok());
        QCOMPARE(featuresStory(again), std::string("fc"));
        QVERIFY(again.all<ProblemEvent>().empty());
        QCOMPARE(curve(second->directory), curve(first->directory));
        QCOMPARE(newFiles(config), 0);
    }

    void aFileThatIsCutShortUnderTheRunDoesNotEndIt()
    {
        auto config = frozenConfig();
        config.data.augment = false;
        RecordingSink filling;
        const auto first = train(config, filling);
        QVERIFY(first.ok());
        RecordingSink sink;
        sink.react = [&](const TrainingEvent& event) {
            const auto* step = std::get_if<StepEvent>(&event);
            if (step != nullptr && step->step == 7) {
                for (const auto& entry : fs::directory_iterator(cacheFolder())) {
                    fs::resize_file(entry.path(), 4096);
                }
            }
        };
        const auto second = train(config, sink);
        QVERIFY2(second.ok(), second.ok() ? "" : toString(second.error()).c_str());
        QCOMPARE(curve(second->directory), curve(first->directory));
    }

    void theCacheMayBeRemovedUnderTheRun()
    {
        auto config = frozenConfig();
        config.data.augment = false;
        RecordingSink sink;
        sink.react = [&](const TrainingEvent& event) {
            if (std::holds_alternative<EpochEvent>(event)) {
                fs::remove_all(m_cache);
            }
        };
        QVERIFY(train(config, sink).ok());
    }

    void whatDoesNotFitIsNotKept()
    {
        qputenv("WEFT_CACHE_GB", "0.00001");
        auto config = frozenConfig();
        config.data.augment = false;
        RecordingSink sink;
        QVERIFY(train(config, sink).ok());
        QCOMPARE(featuresStory(sink), std::string("-"));
        const auto problems = sink.all<ProblemEvent>();
        QCOMPARE(problems.size(), 1U);
        QVERIFY(!problems[0].fatal);
        QVERIFY(problems[0].error.reason.find("holds at most") != std::string::npos);
    }

    void anImageThatIsGoneIsLeftOutOfTheCacheToo()
    {
        const auto folder = path("losing");
        writeColourFolder(folder, 20);
        auto config = frozenConfig();
        config.data.source = folder.string();
        config.data.augment = false;
        const auto data =
            openDataSource(config.data.source, {.valFraction = config.data.valFraction, .seed = 0});
        QVERIFY(data.ok());
        fs::remove(folder / data->train->name(5));
        fs::remove(folder / data->validation->name(2));
        RecordingSink kept;
        RunControl control;
        const auto first = trainRun({config, path("runs"), {}, *data}, kept, control);
        QVERIFY(first.ok());
        QCOMPARE(featuresStory(kept), std::string("fc"));
        QCOMPARE(filesIn(cacheFolder()), 0); // The images may be back another time.
        QCOMPARE(kept.all<ProblemEvent>().size(), 1U);
        blockCache();
        RecordingSink without;
        const auto second = trainRun({config, path("runs"), {}, *data}, without, control);
        QVERIFY(second.ok());
        QCOMPARE(curve(second->directory), curve(first->directory));
    }

    void aRunThatIsStoppedCarriesOnToTheLastBit_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("while the features are computed") << 3;
        QTest::newRow("at the end of that epoch") << 6;
        QTest::newRow("while they come from the cache") << 9;
    }

    void aRunThatIsStoppedCarriesOnToTheLastBit()
    {
        QFETCH(int, step);
        auto config = frozenConfig();
        config.data.augment = false;
        RecordingSink sink;
        const auto whole = train(config, sink);
        QVERIFY(whole.ok());
        fs::remove_all(m_cache);
        RunControl control;
        RecordingSink stopping;
        stopping.react = [&](const TrainingEvent& event) {
            const auto* done = std::get_if<StepEvent>(&event);
            if (done != nullptr && done->step == step) {
                control.stop();
            }
        };
        const auto stopped = train(config, stopping, control);
        QVERIFY(stopped.ok());
        QCOMPARE(stopped->state, RunState::Stopped);
        RunControl again;
        RecordingSink rest;
        const auto resumed = resumeRun(stopped->directory, rest, again);
        QVERIFY2(resumed.ok(), resumed.ok() ? "" : toString(resumed.error()).c_str());
        QCOMPARE(curve(stopped->directory), curve(whole->directory));
        QVERIFY(equalTensors(lastOf(stopped->directory).model, lastOf(whole->directory).model));
        QVERIFY(
            equalTensors(lastOf(stopped->directory).optimizer, lastOf(whole->directory).optimizer));
        QCOMPARE(newFiles(config), 0); // The resumed run has left the cache whole.
    }

    void twoRunsAtOnceShareTheCache()
    {
        auto config = frozenConfig();
        config.data.augment = false;
        std::array<RecordingSink, 2> sinks;
        std::array<Result<RunSummary>, 2> runs{Error{}, Error{}};
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < 2; ++i) {
                threads.emplace_back([&, i] { runs[i] = train(config, sinks[i]); });
            }
        }
        QVERIFY(runs[0].ok() && runs[1].ok());
        QCOMPARE(filesIn(cacheFolder()), 2);
        RecordingSink reusing;
        const auto third = train(config, reusing);
        QCOMPARE(featuresStory(reusing), std::string("c"));
        fs::remove_all(m_cache);
        RecordingSink anew;
        const auto fourth = train(config, anew);
        QCOMPARE(curve(third->directory), curve(fourth->directory));
    }

private:
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
        return cells * 64 * (config.train.precision == Precision::Bf16 ? 2 : 4);
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

QTEST_GUILESS_MAIN(TestFrozenBackbone)
#include "test_frozen_backbone.moc"
