#include "core/compress/prune_run.h"
#include "core/inspect/predictor.h"
#include "core/model/network_description.h"
#include "core/store/checkpoint_p.h"
#include "core/store/run_writer.h"
#include "core/store/weights_fingerprint_p.h"
#include "core/train/evaluator.h"

#include <fstream>

// After LibTorch, whose headers have members named slots.
#include "straight_run.h"

#include <QTest>

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

/// A run that was pruned, as a run of its own.
class TestPruneRun : public QObject, private StraightRun
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const auto problem = begin();
        QVERIFY2(problem.empty(), problem.c_str());
        auto request = wanted();
        request.timingSeconds = 0.05; // Others are not timed, and the same to the last bit.
        m_pruned = prune(request, m_prunedSink);
        QVERIFY2(m_pruned.ok(), m_pruned.ok() ? "" : toString(m_pruned.error()).c_str());
    }

    void itIsARunOfItsOwnThatNamesItsParent()
    {
        QCOMPARE(m_pruned->state, RunState::Finished);
        QCOMPARE(m_pruned->epochs, 2);
        const auto run = RunDirectory::open(m_pruned->directory).value();
        const auto parent = RunDirectory::open(m_straight->directory).value();
        const auto& record = run.record();
        QVERIFY(record.parent.has_value());
        QCOMPARE(record.parent->id, parent.record().id);
        QCOMPARE(record.parent->epoch, parent.status().bestEpoch);
        QCOMPARE(record.parent->parameters, parent.record().parameters);
        QCOMPARE(record.parent->accuracy, parent.status().bestAccuracy);
        const auto weights = loadCheckpoint(m_straight->directory, CheckpointKind::Best).value();
        QCOMPARE(record.parent->fingerprint, weightsFingerprint(weights.model));
        const auto& before = parent.record().config;
        QCOMPARE(record.parent->flops, describeNetwork(before.model, 16, 3)->flops);
        QVERIFY(!parent.record().parent.has_value());

        QCOMPARE(record.config.model.widths, (std::vector{8, 8, 8, 16, 16, 16, 32, 32, 32}));
        QVERIFY(record.parameters < parent.record().parameters);
        QCOMPARE(record.parameters, describeNetwork(record.config.model, 16, 3)->parameters);
        QCOMPARE(record.dataFingerprint, parent.record().dataFingerprint);
        QCOMPARE(run.label().name, parent.label().name + "-pruned-01");

        // A tenth of the rate, along one cosine.
        QCOMPARE(record.config.train.lr, before.train.lr / 10);
        QCOMPARE(record.config.train.schedule, ScheduleKind::Cosine);
        QCOMPARE(record.config.train.cosineTMax, 2);
        QCOMPARE(record.config.train.epochs, 2);
        QCOMPARE(m_prunedSink.all<StepEvent>().front().learningRate, before.train.lr / 10);
    }

    void itsStoryIsThatOfAnyRun()
    {
        std::string story;
        for (const auto& event : m_prunedSink.events) {
            story += asStep(event)                                 ? "s"
                     : std::holds_alternative<EpochEvent>(event)   ? "E"
                     : std::holds_alternative<WatchedEvent>(event) ? "w"
                                                                   : "";
        }
        QCOMPARE(story, std::string("wssssssEwssssssEw"));
        const auto history = RunDirectory::open(m_pruned->directory)->history().value();
        QCOMPARE(history.epochs.size(), 2U);
        QCOMPARE(history.watched.size(), 3U);
        // The network is in use like any other.
        const auto evaluation = evaluateRun(m_pruned->directory);
        QVERIFY2(evaluation.ok(), evaluation.ok() ? "" : toString(evaluation.error()).c_str());
        QCOMPARE(evaluation->top1, m_pruned->bestAccuracy);
        QVERIFY(Predictor::open(m_pruned->directory).ok());
    }

    void bothNetworksHaveBeenTimedBesideOneAnother()
    {
        const auto parent = RunDirectory::open(m_pruned->directory)->record().parent.value();
        for (const double time : {parent.time.oneMs, parent.time.manyMs, parent.prunedTime.oneMs,
                                  parent.prunedTime.manyMs}) {
            QVERIFY(time > 0);
        }
    }

    void aRunThatIsStoppedCarriesOnToTheLastBit()
    {
        for (const std::int64_t last : {std::int64_t{1}, std::int64_t{8}}) {
            RecordingSink sink;
            RunControl control;
            sink.react = [&](const TrainingEvent& event) {
                const auto* const step = asStep(event);
                if (step != nullptr && step->step == last) {
                    control.stop();
                }
            };
            auto request = wanted();
            request.library = path("stopped");
            const auto stopped = pruneRun(request, sink, control);
            QVERIFY(stopped.ok());
            QCOMPARE(stopped->state, RunState::Stopped);
            resumeAndCompare(stopped->directory);
        }
    }

    void aRunThatEndedBeforeItsFirstCheckpointBeginsWithThePrunedWeights()
    {
        const auto directory = pruneWithout({"last.json"});
        resumeAndCompare(directory);

        const auto bare = pruneWithout({"last.json", "best.json"});
        RecordingSink sink;
        RunControl control;
        const auto refused = resumeRun(bare, sink, control);
        QVERIFY(!refused);
        QVERIFY(refused.error().reason.find("prune its parent again") != std::string::npos);
    }

    void withoutFineTuningItIsMeasuredAndKept()
    {
        auto request = wanted();
        request.epochs = 0;
        request.library = path("kept");
        std::size_t measured = 0;
        RecordingSink sink;
        RunControl control;
        double known = -1;
        const auto kept = pruneRun(
            request, sink, control,
            [&](const fs::path& made) {
                known = RunDirectory::open(made)->record().parent->prunedAccuracy;
            },
            [&](const Progress& progress) {
                QCOMPARE(progress.total, std::size_t(24)); // 12 images, twice.
                measured = progress.done;
            });
        QVERIFY2(kept.ok(), kept.ok() ? "" : toString(kept.error()).c_str());
        QCOMPARE(measured, std::size_t(24));
        const auto untimed = RunDirectory::open(kept->directory)->record().parent.value();
        QCOMPARE(untimed.prunedTime.oneMs, 0.0);
        QCOMPARE(kept->state, RunState::Finished);
        QCOMPARE(kept->epochs, 0);
        QCOMPARE(kept->bestAccuracy, known);
        QVERIFY(sink.all<StepEvent>().empty());
        const auto run = RunDirectory::open(kept->directory).value();
        QCOMPARE(run.status().state, RunState::Finished);
        QCOMPARE(run.status().hasBest(), known > 0);
        QCOMPARE(evaluateRun(kept->directory)->top1, known);
        QVERIFY(evaluateRun(kept->directory, {}, CheckpointKind::Last).ok());
        const auto first = loadCheckpoint(kept->directory, CheckpointKind::Best).value();
        QCOMPARE(first.state.epoch, 0);

        // It can be pruned again, and by the other rank.
        auto again = wanted();
        again.run = kept->directory;
        again.epochs = 0;
        again.options.ratio = 0.4;
        again.options.multiple = 1;
        again.options.rank = PruneRank::L1;
        RecordingSink quiet;
        const auto twice = prune(again, quiet);
        QVERIFY2(twice.ok(), twice.ok() ? "" : toString(twice.error()).c_str());
        const auto record = RunDirectory::open(twice->directory)->record();
        QCOMPARE(record.config.model.widths, (std::vector{5, 5, 5, 10, 10, 10, 19, 19, 19}));
        QCOMPARE(record.parent->id, run.record().id);
    }

    void settingsAreTheTrainingsAlone()
    {
        auto request = wanted();
        request.lr = 0.003;
        request.settings = {{"train.batch", "4"}, {"data.augment", "false"}};
        const auto parent = RunDirectory::open(m_straight->directory)->record().config;
        const auto config = fineTuningConfig(parent, {}, request).value();
        QCOMPARE(config.train.lr, 0.003);
        QCOMPARE(config.train.batch, 4);
        QVERIFY(!config.data.augment);
        for (const auto& [key, value] : {std::pair("model.hidden", "16"),
                                         {"model.widths", "8"},
                                         {"data.size", "32"},
                                         {"data.source", "builtin:digits"},
                                         {"train.epochs", "4"},
                                         {"train.lr", "ten"},
                                         {"train.rl", "1"}}) {
            request.settings = {{key, value}};
            const auto refused = fineTuningConfig(parent, {}, request);
            QVERIFY2(!refused, key);
            QCOMPARE(refused.error().subject, std::string(key));
        }
        request.settings.clear();
        request.epochs = -1;
        QVERIFY(!fineTuningConfig(parent, {}, request));
        request.epochs = 1;
        request.lr = 1e9;
        QVERIFY(!fineTuningConfig(parent, {}, request));
    }

    void whatCannotBePrunedLeavesNothingBehind()
    {
        const auto refused = [&](const PruneRequest& request, ErrorCode code) {
            RecordingSink sink;
            const auto pruned = prune(request, sink);
            QVERIFY(!pruned);
            QCOMPARE(pruned.error().code, code);
            QVERIFY(!fs::exists(path("refused")));
            QCOMPARE(sink.all<StateEvent>().back().state, RunState::Failed);
        };
        auto request = wanted();
        request.library = path("refused");
        request.options.ratio = 1.5;
        refused(request, ErrorCode::InvalidArgument);
        request = wanted();
        request.library = path("refused");
        request.run = path("no-run");
        refused(request, ErrorCode::NotFound);
        request.run = m_straight->directory;
        request.settings = {{"train.seed", "12"}}; // Another split.
        refused(request, ErrorCode::InvalidArgument);
        request.settings.clear();
        {
            auto record = RunDirectory::open(m_straight->directory)->record();
            record.id.clear();
            const auto training = RunWriter::create(path("training"), record, {"training", {}});
            request.run = training->path();
            refused(request, ErrorCode::InUse);
        }
        request.run = m_straight->directory;
        RecordingSink sink;
        RunControl control;
        control.stop();
        const auto stopped = pruneRun(request, sink, control);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(!fs::exists(path("refused")));
    }

private:
    [[nodiscard]] PruneRequest wanted() const
    {
        PruneRequest request;
        request.run = m_straight->directory;
        request.epochs = 2;
        request.timingSeconds = 0;
        return request;
    }

    static Result<RunSummary> prune(const PruneRequest& request, RecordingSink& sink)
    {
        RunControl control;
        return pruneRun(request, sink, control);
    }

    /// A run that was killed before some of its checkpoints were there.
    fs::path pruneWithout(const std::vector<const char*>& commits)
    {
        RecordingSink sink;
        RunControl control;
        sink.react = [&](const TrainingEvent& event) {
            if (asStep(event) != nullptr) {
                control.stop();
            }
        };
        auto request = wanted();
        request.library = path("killed");
        const auto stopped = pruneRun(request, sink, control).value();
        for (const auto* commit : commits) {
            fs::remove(stopped.directory / "checkpoints" / commit);
        }
        return stopped.directory;
    }

    void resumeAndCompare(const fs::path& directory)
    {
        RecordingSink sink;
        RunControl control;
        const auto resumed = resumeRun(directory, sink, control);
        QVERIFY2(resumed.ok(), resumed.ok() ? "" : toString(resumed.error()).c_str());
        QCOMPARE(resumed->state, RunState::Finished);
        QCOMPARE(resumed->bestAccuracy, m_pruned->bestAccuracy);
        QCOMPARE(curveOf(directory), curveOf(m_pruned->directory));
        QVERIFY(sameWeights(directory, m_pruned->directory));
    }

    RecordingSink m_prunedSink;
    Result<RunSummary> m_pruned = Error{};
};

QTEST_GUILESS_MAIN(TestPruneRun)
#include "test_prune_run.moc"
