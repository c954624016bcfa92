#include "tests/support/rank_children.h"
#include "tests/support/screenshot.h"

#include "app/pages/configure_page.h"
#include "app/session/training_session.h"
#include "app/session/workbench.h"
#include "app/window/language.h"

#include "core/config/presets.h"
#include "core/data/data_source.h"
#include "core/store/run_directory.h"

#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <unistd.h>

#include <csignal>

using namespace weft;

namespace {

constexpr int patience = 120'000; ///< Milliseconds.
const std::filesystem::path rankProgram = WEFT_BINARY_DIR "/bin/weft-cli";

RunConfig smallConfig()
{
    auto config = presetConfig("quick").value();
    config.data.source = "builtin:digits";
    config.data.size = 16;
    config.data.flip = false;
    config.model.hidden = 8;
    config.model.grid = 4;
    config.train.batch = 64;
    config.train.processes = 2;
    config.train.watched = 2;
    return config;
}

QVector<pid_t> ownRanks()
{
    return rankProcesses(::getpid());
}

} // namespace

/// A window's training whose further ranks are processes of their own.
class TestLocalRanks : public QObject
{
    Q_OBJECT
private slots:
    void theWindowTrainsWithAnotherProcess()
    {
        if (QThread::idealThreadCount() < 2) {
            QSKIP("This machine has one core: no other process is started.");
        }
        const QTemporaryDir library;
        TrainingSession session;
        session.setRankProgram(rankProgram);
        qsizetype steps = 0;
        connect(&session, &TrainingSession::stepsArrived, this,
                [&](const auto& arrived) { steps += arrived.size(); });
        const QSignalSpy watched(&session, &TrainingSession::watchedArrived);
        const QSignalSpy problems(&session, &TrainingSession::problemArose);
        const QSignalSpy finished(&session, &TrainingSession::finished);
        TrainRequest request;
        request.config = smallConfig();
        request.config.train.epochs = 20;
        request.library = library.path().toStdString();
        session.start(request);
        QTRY_VERIFY_WITH_TIMEOUT(steps > 0, patience);
        QCOMPARE(ownRanks().size(), 1);
        session.pause();
        QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Paused, patience);
        QTest::qWait(600);
        const auto before = steps;
        QTest::qWait(600);
        QCOMPARE(steps, before);
        session.unpause();
        QTRY_VERIFY_WITH_TIMEOUT(steps > before, patience);
        session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(session.state(), RunState::Stopped);
        QVERIFY(problems.isEmpty());
        QVERIFY(watched.count() >= 1);
        QVERIFY(ownRanks().isEmpty());

        const auto run = session.runDirectory();
        QCOMPARE(QDir(library.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        session.resumeRun(run);
        QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Running, patience);
        const auto atResume = steps;
        QTRY_VERIFY_WITH_TIMEOUT(steps > atResume, patience);
        QCOMPARE(ownRanks().size(), 1);

        // Its other process is killed: the window hears of it, names it, and goes on.
        ::kill(ownRanks().front(), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, 30'000);
        QCOMPARE(problems.count(), 1);
        const auto problem = problems[0][0].value<ProblemEvent>();
        QCOMPARE(problem.error.code, ErrorCode::RankLost);
        QVERIFY(problem.error.reason.find("rank 1 of 2") != std::string::npos);
        QCOMPARE(session.state(), RunState::Interrupted);
        QCOMPARE(RunDirectory::open(run.toStdString())->status().state, RunState::Interrupted);
    }

    /// Each rank computes the features by itself: the first one pauses, the other waits for it.
    void aPauseIsHeededWhileFeaturesAreComputed()
    {
        if (QThread::idealThreadCount() < 2) {
            QSKIP("This machine has one core: no other process is started.");
        }
        const QTemporaryDir library;
        TrainingSession session;
        session.setRankProgram(rankProgram);
        qsizetype steps = 0;
        auto features = FeatureUse::None;
        connect(&session, &TrainingSession::stepsArrived, this,
                [&](const auto& arrived) { steps += arrived.size(); });
        connect(&session, &TrainingSession::progressChanged, this,
                [&](const ProgressEvent& progress) { features = progress.features; });
        const QSignalSpy finished(&session, &TrainingSession::finished);
        TrainRequest request;
        request.config = smallConfig();
        request.config.data.size = 64;
        request.config.data.augment = false;
        request.config.train.freeze = Freeze::Backbone;
        // Features of other weights than any that an earlier run has kept.
        request.config.train.seed = QRandomGenerator::global()->bounded(1, 1'000'000);
        request.config.train.epochs = 200;
        request.library = library.path().toStdString();
        session.start(request);
        QTRY_COMPARE_WITH_TIMEOUT(features, FeatureUse::Computing, patience);
        session.pause();
        QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Paused, patience);
        QCOMPARE(features, FeatureUse::Computing); // They are not done yet.
        const auto before = steps;
        QTest::qWait(1000);
        QCOMPARE(steps, before);
        session.unpause();
        QTRY_VERIFY_WITH_TIMEOUT(steps > before, patience);
        session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(session.state(), RunState::Stopped);
    }

    void aMissingProgramIsNamed()
    {
        const QTemporaryDir library;
        TrainingSession session;
        session.setRankProgram("/nowhere/weft-cli");
        const QSignalSpy problems(&session, &TrainingSession::problemArose);
        const QSignalSpy finished(&session, &TrainingSession::finished);
        TrainRequest request;
        request.config = smallConfig();
        request.library = library.path().toStdString();
        session.start(request);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(problems.count(), 1);
        QCOMPARE(problems[0][0].value<ProblemEvent>().error.subject,
                 std::string("/nowhere/weft-cli"));
    }

    void measureOffersWhatItMeasuredForEachWay()
    {
        const QTemporaryDir library;
        Workbench workbench;
        workbench.settings().setLibraryFolder(library.path());
        workbench.training().setRankProgram(rankProgram);
        ConfigurePage page(workbench);
        page.resize(1190, 730);
        page.show();
        workbench.setData(std::make_shared<const DataSource>(*openDataSource("builtin:digits")));
        auto config = smallConfig();
        config.train.processes = 1;
        config.train.batch = 16;
        workbench.setDraft(config);
        auto* const processes = page.findChild<QSpinBox*>(QStringLiteral("field_train_processes"));
        QVERIFY(processes && processes->value() == 1);
        page.findChild<QPushButton*>(QStringLiteral("measureButton"))->click();
        const auto button = [&](int number) {
            return page.findChild<QPushButton*>(QStringLiteral("pace_%1").arg(number));
        };
        QTRY_VERIFY_WITH_TIMEOUT(button(1) != nullptr, patience);
        if (QThread::idealThreadCount() < 2) {
            QSKIP("This machine has one core: there is nothing to share out.");
        }
        QVERIFY(button(2) != nullptr && button(2)->isVisible());
        QVERIFY(button(1)->isChecked() && !button(2)->isChecked());
        QVERIFY(button(2)->text().contains("images/s"));
        const auto* const time = page.findChild<QLabel*>(QStringLiteral("epochTime"));
        QVERIFY(time->text() != QStringLiteral("–"));

        QTest::mouseClick(button(2), Qt::LeftButton);
        QTRY_COMPARE(processes->value(), 2);
        QCOMPARE(workbench.draft().train.processes, 2);
        QVERIFY(button(2)->isChecked());
        QVERIFY(time->text() != QStringLiteral("–")); // It has been measured, too.
        QVERIFY(ownRanks().isEmpty());
        const Language language(workbench.settings());
        for (const auto choice : {LanguageChoice::Chinese, LanguageChoice::English}) {
            workbench.settings().setLanguage(choice);
            QCoreApplication::processEvents();
            saveScreenshots(page, choice == LanguageChoice::Chinese
                                      ? QStringLiteral("configure-processes-chinese")
                                      : QStringLiteral("configure-processes"));
            QVERIFY(button(2)->text().contains("2"));
        }
    }
};

QTEST_MAIN(TestLocalRanks)
#include "test_local_ranks.moc"
