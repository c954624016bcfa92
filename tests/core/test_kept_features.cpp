#include "frozen_support.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <fstream>
#include <thread>

using namespace weft;
using namespace weft::test;

class TestKeptFeatures : public FrozenRuns
{
    Q_OBJECT
private slots:
    void keptFeaturesGiveTheSameRunToTheLastBit_data()
    {
        QTest::addColumn<int>("head");
        QTest::addColumn<int>("precision");
        QTest::addColumn<int>("views");
        QTest::addColumn<int>("fusion");
        const auto add = [](const char* name, Head head, Precision precision, int views,
                            Fusion fusion = Fusion::None) {
            QTest::newRow(name) << int(head) << int(precision) << views << int(fusion);
        };
        add("one view", Head::Attention, Precision::Fp32, 0);
        add("two views, bf16", Head::Final, Precision::Bf16, 2);
        add("gap, two views", Head::Gap, Precision::Fp32, 2);
        add("gap, bf16", Head::Gap, Precision::Bf16, 0);
        add("fused", Head::Attention, Precision::Fp32, 0, Fusion::Concat);
        add("gap, fused, bf16", Head::Gap, Precision::Bf16, 2, Fusion::Sum);
    }

    void keptFeaturesGiveTheSameRunToTheLastBit()
    {
        QFETCH(int, head);
        QFETCH(int, precision);
        QFETCH(int, views);
        QFETCH(int, fusion);
        auto config = frozenConfig();
        config.model.head = static_cast<Head>(head);
        config.train.precision = static_cast<Precision>(precision);
        config.model.fusion = static_cast<Fusion>(fusion);
        config.model.fusionChannels = 16;
        config.data.augment = views > 0;
        config.data.cachedViews = views;
        config.train.epochs = 5;
        config.train.batch = 7; // Leaves some images out of each epoch.

        RecordingSink filling;
        const auto first = train(config, filling);
        QVERIFY2(first.ok(), why(first).c_str());
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

    void anotherFusionOfTheSameStagesUsesTheSameFile()
    {
        auto config = frozenConfig();
        config.data.augment = false;
        config.model.fusion = Fusion::Concat;
        config.model.fusionChannels = 16;
        QCOMPARE(newFiles(config), 2);
        config.model.fusion = Fusion::Sum;
        config.model.fusionChannels = 24;
        config.model.order = ReadingOrder::RowsColumns;
        QCOMPARE(newFiles(config), 0);
        config.model.fusionStages = 3;
        QCOMPARE(newFiles(config), 2);
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

        // A set with a split of its own: the seed decides on random views alone.
        const auto split = path("split");
        writeColourFolder(split / "train", 8);
        writeColourFolder(split / "val", 3);
        config = base;
        config.data.source = split.string();
        QCOMPARE(newFiles(config), 2);
        config.train.seed = 1;
        QCOMPARE(newFiles(config), 0);
        config.data.augment = true;
        config.data.cachedViews = 1;
        QCOMPARE(newFiles(config), 1);
        config.train.seed = 2;
        QCOMPARE(newFiles(config), 1);
        config.train.epochs = 2;
        config.data.cachedViews = 2;
        QCOMPARE(newFiles(config), 1); // The first view is the one above.

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
        QVERIFY2(second.ok(), why(second).c_str());
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
        const auto stopped = stopAndCarryOn(config, step);
        QVERIFY2(stopped.ok(), why(stopped).c_str());
        QCOMPARE(curve(*stopped), curve(whole->directory));
        QVERIFY(sameWeights(*stopped, whole->directory));
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
};

QTEST_GUILESS_MAIN(TestKeptFeatures)
#include "test_kept_features.moc"
