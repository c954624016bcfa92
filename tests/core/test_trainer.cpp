#include "core/store/checkpoint_p.h"
#include "core/store/run_directory.h"
#include "core/train/train_run.h"
#include "core/train/watched_images_p.h"

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

// After LibTorch, whose headers have members named slots.
#include "straight_run.h"

#include <QTest>

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

namespace {

/// Labels alone.
class LabelledSet : public Dataset
{
public:
    explicit LabelledSet(std::vector<int> labels)
        : m_labels(std::move(labels))
    {
        for (int i = 0; i <= *std::ranges::max_element(m_labels); ++i) {
            m_names.push_back(std::to_string(i));
        }
    }
    std::size_t size() const override { return m_labels.size(); }
    int label(std::size_t index) const override { return m_labels[index]; }
    std::string name(std::size_t index) const override { return std::to_string(index); }
    Result<Image> image(std::size_t) const override { return Error{}; }
    const std::vector<std::string>& classNames() const override { return m_names; }

private:
    std::vector<int> m_labels;
    std::vector<std::string> m_names;
};

} // namespace

class TestTrainer : public QObject, private StraightRun
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const auto problem = begin();
        QVERIFY2(problem.empty(), problem.c_str());
    }

    void aRunTellsItsStoryInOrder()
    {
        const auto states = m_sink.all<StateEvent>();
        QCOMPARE(states.size(), 3U);
        QCOMPARE(states[0].state, RunState::Preparing);
        QCOMPARE(states[1].state, RunState::Running);
        QCOMPARE(states[2].state, RunState::Finished);

        std::string story;
        for (const auto& event : m_sink.events) {
            story += asStep(event)                                 ? "s"
                     : std::holds_alternative<EpochEvent>(event)   ? "E"
                     : std::holds_alternative<WatchedEvent>(event) ? "w"
                                                                   : "";
        }
        QCOMPARE(story, std::string("wssssssEwssssssEwssssssEw"));
        const auto steps = m_sink.all<StepEvent>();
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(steps[i].step, static_cast<std::int64_t>(i + 1));
            QCOMPARE(steps[i].epoch, static_cast<int>(i / 6) + 1);
            QVERIFY(steps[i].gradientNorm > 0);
            QVERIFY(steps[i].imagesPerSecond > 0);
        }
        QCOMPARE(steps.back().epochPosition, 3.0);
        QVERIFY(m_sink.all<ProblemEvent>().empty());
        QCOMPARE(m_sink.all<ProgressEvent>().back().epoch, 3);
        QVERIFY(m_sink.all<ProgressEvent>().front().peakMemoryBytes > 0);
    }

    void itLearnsAndItsRecordSaysSo()
    {
        const auto run = RunDirectory::open(m_straight->directory);
        QVERIFY(run.ok());
        QCOMPARE(run->status().state, RunState::Finished);
        QCOMPARE(run->status().epochsDone, 3);
        QCOMPARE(run->status().bestAccuracy, m_straight->bestAccuracy);
        QVERIFY(m_straight->bestAccuracy > 0.6); // Three classes by chance: 0.33.
        QCOMPARE(run->status().peakMemoryBytes, m_straight->peakMemoryBytes);
        QVERIFY(run->status().peakMemoryBytes >=
                m_sink.all<ProgressEvent>().back().peakMemoryBytes);
        QVERIFY(run->status().seconds > 0);
        QCOMPARE(run->record().environment.threads, 2);
        QCOMPARE(run->record().trainImages, 48U);
        QVERIFY(fs::path(run->record().config.data.source).is_absolute());
        QCOMPARE(run->label().name.substr(0, 13), std::string("resnet20-data"));
        const auto history = run->history();
        QCOMPARE(curveOf(history->steps, history->epochs),
                 curveOf(m_sink.all<StepEvent>(), m_sink.all<EpochEvent>()));
    }

    void watchedImagesShowTheirAttentionFromTheUntrainedNetworkOn()
    {
        const auto watched = m_sink.all<WatchedEvent>();
        for (std::size_t epoch = 0; epoch < watched.size(); ++epoch) {
            QCOMPARE(watched[epoch].epoch, static_cast<int>(epoch));
            QCOMPARE(watched[epoch].images.size(), 4U);
            for (const auto& image : watched[epoch].images) {
                QCOMPARE(image.heatMap.kind, HeatMapKind::Attention);
                QCOMPARE(image.heatMap.cells.size(), 9U);
                float sum = 0;
                for (const float cell : image.heatMap.cells) {
                    sum += cell;
                }
                QVERIFY(std::abs(sum - 1) < 1e-4F);
            }
        }
    }

    void theSameSeedGivesTheSameBits()
    {
        RecordingSink sink;
        auto config = tinyConfig(m_data);
        config.data.workers = 3; // How many load changes nothing.
        const auto again = train(config, sink);
        QVERIFY(again.ok());
        QCOMPARE(curveOf(again->directory), curveOf(m_straight->directory));
        QVERIFY(sameWeights(again->directory, m_straight->directory));
    }

    void anotherSeedGivesAnotherCurve()
    {
        RecordingSink sink;
        auto config = tinyConfig(m_data);
        config.train.seed = 1;
        config.train.epochs = 1;
        const auto other = train(config, sink);
        QVERIFY(other.ok());
        QVERIFY(sink.all<StepEvent>()[0].loss != m_sink.all<StepEvent>()[0].loss);
    }

    void aStoppedRunCarriesOnAsIfNothingHadHappened_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<bool>("validating");
        QTest::newRow("after the first step") << 1 << false;
        QTest::newRow("within an epoch") << 9 << false;
        QTest::newRow("before a validation") << 6 << false;
        QTest::newRow("within a validation") << 12 << true;
    }

    void aStoppedRunCarriesOnAsIfNothingHadHappened()
    {
        QFETCH(int, step);
        QFETCH(bool, validating);
        RunControl control;
        RecordingSink sink;
        int steps = 0;
        sink.react = [&](const TrainingEvent& event) {
            steps += asStep(event) ? 1 : 0;
            const auto* progress = std::get_if<ProgressEvent>(&event);
            if (steps == step && progress && progress->validating == validating) {
                control.stop();
            }
        };
        const auto stopped = train(tinyConfig(m_data), sink, control);
        QVERIFY(stopped.ok());
        QCOMPARE(stopped->state, RunState::Stopped);
        QCOMPARE(sink.all<StepEvent>().size(), static_cast<std::size_t>(step));
        QCOMPARE(RunDirectory::open(stopped->directory)->status().state, RunState::Stopped);

        RunControl again;
        RecordingSink rest;
        const auto resumed = resumeRun(stopped->directory, rest, again);
        QVERIFY(resumed.ok());
        QCOMPARE(resumed->state, RunState::Finished);
        QCOMPARE(rest.all<StepEvent>().front().step, step + 1);
        QCOMPARE(curveOf(resumed->directory), curveOf(m_straight->directory));
        QVERIFY(sameWeights(resumed->directory, m_straight->directory));
        QCOMPARE(resumed->bestAccuracy, m_straight->bestAccuracy);
    }

    void aPauseHoldsTheRunAndChangesNothing()
    {
        RunControl control;
        RecordingSink sink;
        std::atomic<bool> paused = false;
        std::atomic<int> steps = 0;
        sink.react = [&](const TrainingEvent& event) {
            if (asStep(event) && ++steps == 4) {
                control.pause();
            }
            if (const auto* state = std::get_if<StateEvent>(&event)) {
                paused = state->state == RunState::Paused;
            }
        };
        std::thread person([&] {
            while (!paused) {
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            steps = steps == 4 ? 4 : 1000; // Nothing moved meanwhile.
            control.resume();
        });
        const auto run = train(tinyConfig(m_data), sink, control);
        person.join();
        QVERIFY(run.ok());
        QCOMPARE(steps, 18);
        QCOMPARE(sink.all<StateEvent>()[2].state, RunState::Paused);
        QCOMPARE(sink.all<StateEvent>()[3].state, RunState::Running);
        QCOMPARE(curveOf(run->directory), curveOf(m_straight->directory));
        QVERIFY(sameWeights(run->directory, m_straight->directory));
    }

    void aPausedRunCanBeStopped()
    {
        RunControl control;
        RecordingSink sink;
        sink.react = [&](const TrainingEvent& event) {
            if (asStep(event)) {
                control.pause();
            }
            const auto* state = std::get_if<StateEvent>(&event);
            if (state && state->state == RunState::Paused) {
                control.stop();
            }
        };
        const auto run = train(tinyConfig(m_data), sink, control);
        QVERIFY(run.ok());
        QCOMPARE(run->state, RunState::Stopped);
        QCOMPARE(sink.all<StepEvent>().size(), 1U);
    }

    void aBatchLargerThanTheSetIsOneStepAnEpoch()
    {
        auto config = tinyConfig(m_data);
        config.train.batch = 512;
        config.train.epochs = 2;
        RecordingSink sink;
        QVERIFY(train(config, sink).ok());
        QCOMPARE(sink.all<StepEvent>().size(), 2U);
    }

    void everyHeadTrainsAndShowsWhereItLooks_data()
    {
        QTest::addColumn<int>("head");
        QTest::addColumn<int>("precision");
        QTest::newRow("gap") << int(Head::Gap) << int(Precision::Fp32);
        QTest::newRow("last") << int(Head::Last) << int(Precision::Fp32);
        QTest::newRow("final, bf16") << int(Head::Final) << int(Precision::Bf16);
        QTest::newRow("mean") << int(Head::Mean) << int(Precision::Fp32);
    }

    void everyHeadTrainsAndShowsWhereItLooks()
    {
        QFETCH(int, head);
        QFETCH(int, precision);
        auto config = tinyConfig(m_data);
        config.model.head = static_cast<Head>(head);
        config.train.precision = static_cast<Precision>(precision);
        config.train.optimizer = OptimizerKind::AdamW;
        config.train.lr = 0.003;
        config.train.epochs = 1;
        RecordingSink sink;
        const auto run = train(config, sink);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        const auto map = sink.all<WatchedEvent>().back().images.front().heatMap;
        QCOMPARE(map.kind, HeatMapKind::GradCam);
        QCOMPARE(map.cells.size(), static_cast<std::size_t>(map.rows * map.columns));
    }

    void watchedImagesAreSpreadOverTheClasses()
    {
        std::vector<int> labels;
        for (int i = 0; i < 200; ++i) {
            labels.push_back(i % 20 == 0 ? 3 : i % 3); // Class 3 is rare.
        }
        const LabelledSet some(labels);
        const auto chosen = chooseWatched(some, 8, 7);
        QCOMPARE(chosen, chooseWatched(some, 8, 7));
        std::multiset<int> seen;
        for (const auto index : chosen) {
            seen.insert(some.label(index));
        }
        for (int label = 0; label < 4; ++label) {
            QCOMPARE(seen.count(label), 2U);
        }
        QCOMPARE(chooseWatched(some, 2, 7).size(), 2U);
        QCOMPARE(chooseWatched(LabelledSet({0, 1, 1}), 8, 7).size(), 3U);
    }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "test_trainer.moc"
