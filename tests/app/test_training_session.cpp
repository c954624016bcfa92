#include "app/session/training_session.h"
#include "app/session/workbench.h"

#include "core/config/presets.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <optional>

using namespace weft;

namespace {

constexpr int patience = 120'000; ///< Milliseconds, for a small training on a busy machine.

/// A real training that takes seconds.
TrainRequest smallRequest(const QTemporaryDir& library, int epochs)
{
    TrainRequest request;
    request.config = presetConfig("quick").value();
    request.config.data.source = "builtin:digits";
    request.config.data.size = 16;
    request.config.data.flip = false;
    request.config.model.hidden = 8;
    request.config.model.grid = 4;
    request.config.train.epochs = epochs;
    request.config.train.batch = 128;
    request.config.train.watched = 2;
    request.library = library.path().toStdString();
    return request;
}

} // namespace

class TestTrainingSession : public QObject
{
    Q_OBJECT
private slots:
    void aTrainingIsToldInOrderAndWithoutAGap()
    {
        const QTemporaryDir library;
        TrainingSession session;
        QVector<StepEvent> steps;
        QVector<int> epochs;
        int deliveries = 0;
        std::int64_t stepsAtEpoch = 0;
        connect(&session, &TrainingSession::stepsArrived, this, [&](const auto& arrived) {
            QCOMPARE(QThread::currentThread(), thread());
            steps += arrived;
            ++deliveries;
        });
        connect(&session, &TrainingSession::epochArrived, this, [&](const auto& epoch) {
            epochs.append(epoch->epoch);
            stepsAtEpoch = epoch->step;
            QCOMPARE(steps.last().step, epoch->step); // Its steps come before the epoch.
        });
        const QSignalSpy started(&session, &TrainingSession::started);
        const QSignalSpy directory(&session, &TrainingSession::runDirectoryKnown);
        const QSignalSpy watched(&session, &TrainingSession::watchedArrived);
        const QSignalSpy progress(&session, &TrainingSession::progressChanged);
        const QSignalSpy finished(&session, &TrainingSession::finished);

        QElapsedTimer timer;
        timer.start();
        session.start(smallRequest(library, 2));
        QVERIFY(session.active());
        QCOMPARE(session.state(), RunState::Preparing);
        QCOMPARE(started.count(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        const auto seconds = static_cast<double>(timer.elapsed()) / 1000;

        QVERIFY(!session.active());
        QCOMPARE(session.state(), RunState::Finished);
        QCOMPARE(epochs, QVector<int>({1, 2}));
        QCOMPARE(steps.size(), stepsAtEpoch);
        for (qsizetype i = 0; i < steps.size(); ++i) {
            QCOMPARE(steps[i].step, i + 1);
        }
        QVERIFY(deliveries <= seconds * 30 + 2 * epochs.size() + 2);
        QVERIFY(watched.count() >= 2);
        QVERIFY(progress.count() >= 1);
        QCOMPARE(directory.count(), 1);
        QVERIFY(QFile::exists(session.runDirectory() + QStringLiteral("/run.json")));
    }

    void stepsAloneComeTwiceASecond()
    {
        const QTemporaryDir library;
        TrainingSession session;
        QElapsedTimer clock;
        QVector<qint64> deliveries; // Those that nothing but steps and progress came with.
        bool news = true;           // Since the last delivery.
        int hasty = 0;
        connect(&session, &TrainingSession::epochArrived, this, [&] { news = true; });
        connect(&session, &TrainingSession::watchedArrived, this, [&] { news = true; });
        connect(&session, &TrainingSession::stateChanged, this, [&] { news = true; });
        connect(&session, &TrainingSession::stepsArrived, this, [&] {
            if (!news && clock.isValid()) {
                hasty += clock.elapsed() < 400 ? 1 : 0;
                deliveries.append(clock.elapsed());
            }
            news = false;
            clock.start();
        });
        const QSignalSpy finished(&session, &TrainingSession::finished);
        auto request = smallRequest(library, 1);
        request.config.train.batch = 2; // Hundreds of steps in seconds.
        session.start(std::move(request));
        QTRY_VERIFY_WITH_TIMEOUT(deliveries.size() >= 3, patience);
        session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QVERIFY2(hasty <= 1, "each takes a core from the training"); // The last ends with it.
    }

    void aPausedTrainingWaitsAndAStoppedOneCanBeResumed()
    {
        const QTemporaryDir library;
        TrainingSession session;
        qsizetype steps = 0;
        connect(&session, &TrainingSession::stepsArrived, this,
                [&](const auto& arrived) { steps += arrived.size(); });
        const QSignalSpy finished(&session, &TrainingSession::finished);
        session.start(smallRequest(library, 3));
        QTRY_VERIFY_WITH_TIMEOUT(steps > 0, patience);
        session.pause();
        QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Paused, patience);
        QTest::qWait(100);
        const qsizetype whilePaused = steps;
        QTest::qWait(300);
        QCOMPARE(steps, whilePaused);
        session.unpause();
        QTRY_VERIFY_WITH_TIMEOUT(steps > whilePaused, patience);
        session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(session.state(), RunState::Stopped);

        const QString run = session.runDirectory();
        session.resumeRun(run);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, patience);
        QCOMPARE(session.state(), RunState::Finished);
        QCOMPARE(session.runDirectory(), run);
        QVERIFY(session.resumed());
        QCOMPARE(session.config().train.epochs, 3);
    }

    void aPrunedRunIsTrainedLikeAnyOther()
    {
        const QTemporaryDir library;
        TrainingSession session;
        const QSignalSpy epochs(&session, &TrainingSession::epochArrived);
        const QSignalSpy directory(&session, &TrainingSession::runDirectoryKnown);
        const QSignalSpy finished(&session, &TrainingSession::finished);
        session.start(smallRequest(library, 1));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        const auto parent = session.runDirectory();

        PruneRequest request;
        request.run = parent.toStdString();
        request.epochs = 1;
        session.prune(request);
        QVERIFY(session.active());
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, patience);
        QCOMPARE(session.state(), RunState::Finished);
        QVERIFY(session.runDirectory() != parent);
        QCOMPARE(directory.count(), 2);
        QCOMPARE(epochs.count(), 2);
        QVERIFY(!session.resumed());
        QCOMPARE(session.config().model.widths.size(), std::size_t(9));
    }

    void asManyStartsAsOneLikesMakeOneTraining()
    {
        const QTemporaryDir library;
        TrainingSession session;
        const QSignalSpy started(&session, &TrainingSession::started);
        const QSignalSpy finished(&session, &TrainingSession::finished);
        session.start(smallRequest(library, 1));
        session.start(smallRequest(library, 1));
        QCOMPARE(started.count(), 1);
        session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
    }

    void aTrainingThatCannotStartSaysWhy()
    {
        const QTemporaryDir library;
        TrainingSession session;
        std::optional<ProblemEvent> problem;
        connect(&session, &TrainingSession::problemArose, this,
                [&](const ProblemEvent& event) { problem = event; });
        const QSignalSpy finished(&session, &TrainingSession::finished);
        auto request = smallRequest(library, 1);
        request.config.data.source = "/nowhere/at/all";
        session.start(request);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(session.state(), RunState::Failed);
        QVERIFY(problem.has_value());
        QVERIFY(problem->fatal);
        QVERIFY(toString(problem->error).find("/nowhere/at/all") != std::string::npos);
    }

    void aRunThatIsNotThereCannotBeResumed()
    {
        TrainingSession session;
        const QSignalSpy problem(&session, &TrainingSession::problemArose);
        const QSignalSpy finished(&session, &TrainingSession::finished);
        session.resumeRun(QStringLiteral("/nowhere/run"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(problem.count(), 1);
        QCOMPARE(session.state(), RunState::Failed);
    }

    void deletingTheSessionStopsTheTraining()
    {
        const QTemporaryDir library;
        auto session = std::make_unique<TrainingSession>();
        bool learning = false;
        connect(session.get(), &TrainingSession::stepsArrived, this, [&] { learning = true; });
        session->start(smallRequest(library, 1000));
        QTRY_VERIFY_WITH_TIMEOUT(learning, patience);
        QElapsedTimer timer;
        timer.start();
        session.reset();
        QVERIFY(timer.elapsed() < 30'000); // A batch and a checkpoint, not a thousand epochs.
    }

    void theWorkbenchOpensTheRunThatBegins()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
        QCoreApplication::setApplicationName(QStringLiteral("TestTrainingSession"));
        const QTemporaryDir library;
        Workbench workbench;
        const QSignalSpy runs(&workbench, &Workbench::runsChanged);
        const QSignalSpy finished(&workbench.training(), &TrainingSession::finished);
        workbench.training().start(smallRequest(library, 1));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(workbench.openRun(), workbench.training().runDirectory());
        QVERIFY(!workbench.openRun().isEmpty());
        QVERIFY(runs.count() >= 2);
    }
};

QTEST_GUILESS_MAIN(TestTrainingSession)
#include "test_training_session.moc"
