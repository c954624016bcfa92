#include "comparison_support.h"

#include "core/base/atomic_file.h"
#include "core/compare/run_inputs.h"

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

    /// Of what another run computed for it a run would tell too short a training time.
    void runsShareNoFeatures()
    {
        qputenv("XDG_CACHE_HOME", path("cache").c_str());
        auto config = m_plan.configs[0].config;
        config.model.head = Head::Gap;
        config.train.freeze = Freeze::Backbone;
        config.train.epochs = 2;
        config.data.augment = false;
        m_plan.configs = {{"One", config, {}}, {"Other", config, {}}};
        m_plan.seeds = {0};
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
        qunsetenv("XDG_CACHE_HOME");
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
            const auto checked = begun ? begun->checkFiles(classes) : Result<void>();
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
    }
};

QTEST_GUILESS_MAIN(TestComparisonInputs)
#include "test_comparison_inputs.moc"
