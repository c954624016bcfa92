#include "comparison_support.h"

#include "core/base/atomic_file.h"
#include "core/compare/run_inputs.h"

#include <QElapsedTimer>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace weft;
using namespace weft::test;

/// What a comparison's runs begin with, and what becomes of those that fail.
class TestComparisonInputs : public SmallComparison
{
    Q_OBJECT
private slots:
    void init() { prepare(); }
    void cleanup() { qunsetenv("XDG_CACHE_HOME"); }

    /// Of what another run computed for it a run would tell too short a training time.
    void runsShareNoFeatures()
    {
        planFrozen(2, 0);
        auto comparison = Comparison::begin(m_plan, path("runs"));
        for (int run = 0; run < 2; ++run) {
            const auto step = comparison->next();
            RecordingSink sink;
            RunControl control;
            const auto ended =
                trainRun(step->request, sink, control, [&](const fs::path& directory) {
                    QVERIFY(comparison->noteBegun(step->number, directory).ok());
                });
            QVERIFY2(ended.ok(), ended ? "" : toString(ended.error()).c_str());
            QVERIFY(comparison->noteEnded(step->number).ok());
            const auto progress = sink.all<ProgressEvent>();
            QVERIFY(std::ranges::any_of(progress, [](const ProgressEvent& event) {
                return event.epoch == 1 && event.features == FeatureUse::Computing;
            }));
            QCOMPARE(progress.back().features, FeatureUse::Cached); // Its own.
        }
        QCOMPARE(comparison->runs()[1].accuracy, comparison->runs()[0].accuracy);
    }

    void featuresGoWithTheirRun_data()
    {
        QTest::addColumn<int>("unfreezeEpoch");
        QTest::newRow("frozen to the end") << 0;
        QTest::newRow("thawed") << 3;
    }

    void featuresGoWithTheirRun()
    {
        QFETCH(int, unfreezeEpoch);
        planFrozen(3, unfreezeEpoch);
        const auto features = path("cache") / "weft" / "features";
        auto comparison = Comparison::begin(m_plan, path("runs"));
        // In its second epoch; it may be carried on.
        QCOMPARE(trainNext(*comparison, 8), RunState::Stopped);
        QVERIFY(!fs::is_empty(features));
        QCOMPARE(trainNext(*comparison), RunState::Finished);
        QVERIFY(fs::is_empty(features));
    }

    void whereNoRunIsFinishedNothingIsTimed()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(comparison->measureInference(60).ok());
        QVERIFY(timer.elapsed() < 30'000);
        QCOMPARE(comparison->inference().size(), std::size_t{2});
        QCOMPARE(comparison->inference()[0].oneMs, 0.0);
    }

    /// Such as on a full disk.
    void aRunThatFailedOtherwiseIsCarriedOn()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        QCOMPARE(trainNext(*comparison, 2), RunState::Stopped);
        const auto directory = comparison->runs()[0].directory;
        auto status = nlohmann::json::parse(*readFile(directory / "status.json"));
        status["state"] = "failed";
        status["problem"] = "no space left on device";
        QVERIFY(writeFileAtomically(directory / "status.json", status.dump()).ok());
        QVERIFY(comparison->noteEnded(0).ok());
        QCOMPARE(comparison->next()->number, 1U); // This time it is left behind.

        auto again = Comparison::begin(m_plan, path("runs"));
        QCOMPARE(again->next()->number, 0U);
        QCOMPARE(again->next()->unfinished, directory);
        QCOMPARE(trainNext(*again), RunState::Finished);
        QVERIFY(again->runs()[0].problem.empty());
        const auto third = Comparison::begin(m_plan, path("runs"));
        QCOMPARE(third->runs()[0].state, ComparedState::Finished);
    }

    void otherImagesInTheMiddleStopIt()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        QCOMPARE(trainNext(*comparison), RunState::Finished);
        fs::remove(path("images") / "red" / "0.png");
        fs::copy(path("images") / "red" / "1.png", path("images") / "red" / "x.png");
        const auto step = comparison->next();
        RecordingSink sink;
        RunControl control;
        Result<void> noted;
        (void)trainRun(step->request, sink, control, [&](const fs::path& directory) {
            noted = comparison->noteBegun(step->number, directory);
            control.stop();
        });
        QVERIFY(!noted);
        QVERIFY(toString(noted.error()).find("the images have changed") != std::string::npos);
        QCOMPARE(comparison->runs()[1].state, ComparedState::Open); // As if it had not been.
        QCOMPARE(Comparison::open(comparison->folder())->runs()[1].state, ComparedState::Open);
    }

    void weightsAndTeachersAreTheSameInAllSeeds()
    {
        RunRecord earlier;
        earlier.dataFingerprint = "split by seed 0";
        earlier.trainImages = 8;
        earlier.validationImages = 2;
        earlier.classNames = {"a", "b"};
        earlier.weightsFingerprint = "w";
        earlier.teacher = {"t", 0.5};
        auto later = earlier;
        later.dataFingerprint = "split by seed 1";
        QVERIFY(checkSameInputs(earlier, later, false, true).ok());
        QVERIFY(!checkSameInputs(earlier, later, true, true));
        auto other = later;
        other.trainImages = 9;
        QVERIFY(!checkSameInputs(earlier, other, false, true));
        other = later;
        other.weightsFingerprint = "x";
        QVERIFY(!checkSameInputs(earlier, other, false, true));
        QVERIFY(checkSameInputs(earlier, other, false, false).ok()); // Another network's.
        other = later;
        other.teacher->fingerprint = "u";
        QVERIFY(!checkSameInputs(earlier, other, false, false));
    }

    void unfitFilesAreToldBeforeTheFirstRun()
    {
        auto comparison = Comparison::begin(m_plan, path("runs"));
        QCOMPARE(trainNext(*comparison), RunState::Finished);
        const std::vector<std::string> classes{"blue", "green", "red"};
        QVERIFY(comparison->checkFiles(classes).ok());
        const auto run = comparison->runs()[0].directory.string();
        const auto refusal = [&](const char* title) {
            m_plan.title = title;
            const auto begun = Comparison::begin(m_plan, path("runs"));
            const auto checked = begun ? begun->checkFiles(classes) : begun.error();
            return checked ? std::string() : toString(checked.error());
        };
        auto& second = m_plan.configs[1].config;
        second.model.weights = run;
        QCOMPARE(refusal("Good weights"), std::string());
        second.model.backbone = Backbone::ResNet18Cifar;
        QVERIFY2(refusal("Unfit weights").find("Mean") == 0, refusal("Unfit weights").c_str());
        second = m_plan.configs[0].config;
        second.model.head = Head::Mean;
        second.train.teacher = run;
        second.train.distillation = 0.5;
        QCOMPARE(refusal("A good teacher"), std::string());
        second.data.size = 20;
        QVERIFY2(refusal("Too large a one").find("px") != std::string::npos,
                 refusal("Too large a one").c_str());
        second.data.size = m_plan.configs[0].config.data.size;
        const auto refusalOf = [&](const fs::path& teacher) {
            second.train.teacher = teacher.string();
            return refusal(teacher.filename().c_str());
        };
        const auto without = copyOf(run, "Without a best");
        fs::remove(without / "checkpoints" / "best.json");
        QVERIFY2(refusalOf(without).find("no best checkpoint") != std::string::npos,
                 refusalOf(without).c_str());
        const auto cut = copyOf(run, "Cut short");
        for (const auto& entry : fs::directory_iterator(cut / "checkpoints")) {
            if (entry.path().extension() == ".safetensors") {
                fs::resize_file(entry.path(), 100);
            }
        }
        QVERIFY2(refusalOf(cut).find(".safetensors") != std::string::npos, refusalOf(cut).c_str());
        const auto other = copyOf(run, "Of another network");
        auto record = nlohmann::json::parse(*readFile(other / "run.json"));
        record["config"]["model"]["hidden"] = 24;
        QVERIFY(writeFileAtomically(other / "run.json", record.dump()).ok());
        QVERIFY2(refusalOf(other).find("weights of its network") != std::string::npos,
                 refusalOf(other).c_str());
    }

private:
    /// Two configurations of a frozen backbone, whose features are kept in a cache of the test's.
    void planFrozen(int epochs, int unfreezeEpoch)
    {
        qputenv("XDG_CACHE_HOME", path("cache").c_str());
        auto config = m_plan.configs[0].config;
        config.model.head = Head::Gap;
        config.train.freeze = Freeze::Backbone;
        config.train.unfreezeEpoch = unfreezeEpoch;
        config.train.epochs = epochs;
        config.data.augment = false;
        m_plan.configs = {{"One", config, {}}, {"Other", config, {}}};
        m_plan.seeds = {0};
    }

    [[nodiscard]] fs::path copyOf(const fs::path& run, const char* name) const
    {
        fs::copy(run, path(name), fs::copy_options::recursive);
        return path(name);
    }
};

QTEST_GUILESS_MAIN(TestComparisonInputs)
#include "test_comparison_inputs.moc"
