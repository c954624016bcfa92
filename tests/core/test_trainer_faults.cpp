#include "core/store/checkpoint_p.h"
#include "core/store/run_directory.h"
#include "core/train/train_run.h"

#include <fstream>

// After LibTorch, whose headers have members named slots.
#include "straight_run.h"

#include <QTest>

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

class TestTrainerFaults : public QObject, private StraightRun
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const auto problem = begin();
        QVERIFY2(problem.empty(), problem.c_str());
    }

    void aStepThatIsNotFiniteStopsTheRunAndKeepsAGoodCheckpoint()
    {
        auto config = tinyConfig(m_data);
        config.train.lr = 10;
        config.train.schedule = ScheduleKind::Constant;
        config.train.clip = 0;
        config.train.weightDecay = 1; // The weights grow nine times a step.
        config.train.momentum = 0;
        config.train.nesterov = false;
        config.train.epochs = 30;
        RecordingSink sink;
        fs::path directory;
        RunControl control;
        const auto failed = trainRun({config, path("runs"), "wild", {}}, sink, control,
                                     [&](const fs::path& made) { directory = made; });
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code, ErrorCode::NotFinite);
        QVERIFY(failed.error().reason.find("learning rate") != std::string::npos);
        QVERIFY(sink.all<ProblemEvent>().back().fatal);
        QCOMPARE(sink.all<StateEvent>().back().state, RunState::Failed);
        const auto run = RunDirectory::open(directory);
        QCOMPARE(run->status().state, RunState::Failed);
        QCOMPARE(run->status().problem, toString(failed.error()));
        const auto checkpoint = loadCheckpoint(directory, CheckpointKind::Last);
        QVERIFY(checkpoint.ok());
        for (const auto& [name, tensor] : checkpoint->model) {
            QVERIFY2(tensor.isfinite().all().item<bool>(), name.c_str());
        }
    }

    void anImageThatVanishesIsReportedOnceAndTheRunGoesOn()
    {
        const auto folder = path("vanishing");
        writeColourFolder(folder, 20);
        auto data = openDataSource(folder.string());
        QVERIFY(data.ok());
        fs::remove(folder / data->train->name(5));
        fs::remove(folder / data->validation->name(2));
        RecordingSink sink;
        RunControl control;
        const auto run = trainRun({tinyConfig(folder), path("runs"), {}, *data}, sink, control);
        QVERIFY(run.ok());
        const auto problems = sink.all<ProblemEvent>();
        QCOMPARE(problems.size(), 1U);
        QVERIFY(!problems[0].fatal);
        QVERIFY(toString(problems[0].error).find(data->train->name(5)) != std::string::npos);
        QCOMPARE(sink.all<EpochEvent>().back().predictions[2].predicted, -1);
        QCOMPARE(sink.all<EpochEvent>().back().confusion.total(), 11);
    }

    void aFolderThatVanishesFailsTheRun()
    {
        const auto folder = path("gone");
        writeColourFolder(folder, 20);
        auto data = openDataSource(folder.string());
        QVERIFY(data.ok());
        RecordingSink sink;
        RunControl control;
        const auto run = trainRun({tinyConfig(folder), path("runs"), {}, *data}, sink, control,
                                  [&](const fs::path&) { fs::remove_all(folder); });
        QVERIFY(!run.ok());
        QCOMPARE(run.error().code, ErrorCode::Unreadable);
    }

    void aDiskThatRefusesACheckpointStopsTheRun()
    {
        RecordingSink sink;
        RunControl control;
        fs::path directory;
        sink.react = [&](const TrainingEvent& event) {
            if (std::holds_alternative<EpochEvent>(event)) {
                fs::rename(directory / "checkpoints", directory / "kept");
                std::ofstream(directory / "checkpoints") << "in the way";
            }
        };
        const auto run = trainRun({tinyConfig(m_data), path("runs"), {}, {}}, sink, control,
                                  [&](const fs::path& made) { directory = made; });
        QVERIFY(!run.ok());
        QCOMPARE(run.error().code, ErrorCode::WriteFailed);
        QCOMPARE(sink.all<EpochEvent>().size(), 1U);
        QCOMPARE(RunDirectory::open(directory)->status().state, RunState::Failed);

        // With room again, the run carries on from what was kept.
        fs::remove(directory / "checkpoints");
        fs::rename(directory / "kept", directory / "checkpoints");
        RecordingSink rest;
        RunControl again;
        QVERIFY(resumeRun(directory, rest, again).ok());
        QVERIFY(sameWeights(directory, m_straight->directory));
    }

    void changedDataCannotBeCarriedOn()
    {
        const auto folder = path("changing");
        writeColourFolder(folder, 20);
        RecordingSink sink;
        RunControl control;
        sink.react = [&](const TrainingEvent& event) {
            if (asStep(event)) {
                control.stop();
            }
        };
        const auto stopped = train(tinyConfig(folder), sink, control);
        QVERIFY(stopped.ok());
        fs::copy_file(folder / "red/1.png", folder / "red/one-more.png");
        RunControl again;
        RecordingSink rest;
        const auto resumed = resumeRun(stopped->directory, rest, again);
        QVERIFY(!resumed.ok());
        QVERIFY(resumed.error().reason.find("changed") != std::string::npos);
        QCOMPARE(RunDirectory::open(stopped->directory)->status().state, RunState::Stopped);
        QCOMPARE(rest.all<StateEvent>().back().state, RunState::Failed);
    }

    void aFinishedRunIsNotTrainedAgain()
    {
        RunControl control;
        RecordingSink sink;
        const auto resumed = resumeRun(m_straight->directory, sink, control);
        QVERIFY(!resumed.ok());
        QCOMPARE(resumed.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(RunDirectory::open(m_straight->directory)->status().state, RunState::Finished);
    }

    void aConfigurationThatCannotRunMakesNoDirectory()
    {
        auto config = tinyConfig(m_data);
        config.train.batch = -3;
        RunControl control;
        RecordingSink sink;
        const auto run = trainRun({config, path("none"), {}, {}}, sink, control);
        QVERIFY(!run.ok());
        QCOMPARE(run.error().subject, std::string("train.batch"));
        QVERIFY(!fs::exists(path("none")));
        QCOMPARE(sink.all<StateEvent>().back().state, RunState::Failed);
    }
};

QTEST_GUILESS_MAIN(TestTrainerFaults)
#include "test_trainer_faults.moc"
