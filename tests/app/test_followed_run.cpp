#include "tests/support/run_samples.h"

#include "app/session/followed_run.h"
#include "app/session/job.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace weft;
namespace fs = std::filesystem;

namespace {

/// What a followed run has told.
struct Heard
{
    explicit Heard(FollowedRun& run)
    {
        QObject::connect(&run, &FollowedRun::stepsArrived, &run,
                         [this](const QVector<StepEvent>& list) {
                             for (const auto& step : list) {
                                 steps.append(step.step);
                             }
                         });
        QObject::connect(
            &run, &FollowedRun::epochArrived, &run,
            [this](const std::shared_ptr<const EpochEvent>& epoch) { epochs.append(epoch); });
        QObject::connect(&run, &FollowedRun::watchedArrived, &run,
                         [this](const std::shared_ptr<const WatchedEvent>& event) {
                             watched.append(event->epoch);
                         });
        QObject::connect(&run, &FollowedRun::recordArrived, &run,
                         [this](const RunRecord& record, const RunLabel& label) {
                             title = QString::fromStdString(record.dataTitle);
                             name = QString::fromStdString(label.name);
                         });
        QObject::connect(&run, &FollowedRun::stateChanged, &run,
                         [this](RunState state) { states.append(state); });
        QObject::connect(&run, &FollowedRun::statusChanged, &run,
                         [this](const RunStatus& told) { status = told; });
        QObject::connect(&run, &FollowedRun::contactChanged, &run,
                         [this](const RunContact& told) { contact = told; });
    }

    QVector<qint64> steps;
    QVector<std::shared_ptr<const EpochEvent>> epochs;
    QVector<int> watched;
    QVector<RunState> states;
    QString title;
    QString name;
    RunStatus status;
    RunContact contact;
};

QString pathOf(const fs::path& path)
{
    return QString::fromStdString(path.string());
}

} // namespace

class TestFollowedRun : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsThereComesFirstAndThenWhatHappens()
    {
        auto writer = RunWriter::create(library(), samples::record(), {"live", {}}).value();
        QVERIFY(writer.writeStatus({RunState::Running, 0, 0, 0, 0, 0, {}}).ok());
        QVERIFY(writer.write(samples::watched(0)).ok());
        QVERIFY(writer.write(samples::step(1)).ok());
        QVERIFY(writer.flush().ok());

        FollowedRun run;
        Heard heard(run);
        const QSignalSpy caughtUp(&run, &FollowedRun::hasCaughtUp);
        run.follow(pathOf(writer.path()));
        QTRY_COMPARE(caughtUp.count(), 1);
        QCOMPARE(heard.title, QStringLiteral("Digits"));
        QCOMPARE(heard.name, QStringLiteral("live"));
        QCOMPARE(heard.steps, QVector<qint64>{1});
        QCOMPARE(heard.watched, QVector<int>{0});
        QCOMPARE(heard.states, QVector<RunState>{RunState::Running});
        QCOMPARE(heard.contact.holder, RunHolder::Process);

        QVERIFY(writer.write(samples::step(2)).ok());
        QVERIFY(writer.write(samples::epoch(1, 2)).ok());
        QVERIFY(writer.flush().ok());
        QTRY_COMPARE(heard.epochs.size(), 1);
        QCOMPARE(heard.epochs[0]->confusion, samples::epoch(1, 2).confusion);
        QCOMPARE(heard.steps, (QVector<qint64>{1, 2}));

        QVERIFY(saveRunLabel(writer.path(), {"renamed", {}}).ok());
        QTRY_COMPARE(heard.name, QStringLiteral("renamed"));
        QVERIFY(writer.writeStatus({RunState::Finished, 1, 1, 0.75, 3, 0, {}}).ok());
        QTRY_COMPARE(heard.states, (QVector<RunState>{RunState::Running, RunState::Finished}));
        QCOMPARE(heard.status.bestAccuracy, 0.75);
        QCOMPARE(caughtUp.count(), 1);
        // A finished run is looked at no more, unless that is asked for.
        QVERIFY(saveRunLabel(writer.path(), {"again", {}}).ok());
        QTest::qWait(1300);
        QCOMPARE(heard.name, QStringLiteral("renamed"));
        run.look();
        QTRY_COMPARE(heard.name, QStringLiteral("again"));
    }

    void theEndOfTheProcessIsToldAndWhoTakesItUpIsHeard()
    {
        auto writer = std::make_unique<RunWriter>(
            RunWriter::create(library(), samples::record(), {"killed", {}}).value());
        const auto path = writer->path();
        QVERIFY(writer->writeStatus({RunState::Running, 0, 0, 0, 0, 0, {}}).ok());
        FollowedRun run;
        Heard heard(run);
        const QSignalSpy takenUp(&run, &FollowedRun::takenUp);
        run.follow(pathOf(path));
        QTRY_COMPARE(heard.states.size(), 1);
        writer.reset();
        QTRY_COMPARE(heard.states, (QVector<RunState>{RunState::Running, RunState::Interrupted}));
        auto again = RunWriter::reopen(path, 0, 0).value();
        QTRY_COMPARE(heard.states.last(), RunState::Running);
        QCOMPARE(takenUp.count(), 1);
    }

    void aFolderThatGoesComesBack()
    {
        auto writer = RunWriter::create(library(), samples::record(), {"away", {}}).value();
        QVERIFY(writer.writeStatus({RunState::Running, 0, 0, 0, 0, 0, {}}).ok());
        const auto away = library() / "away";
        FollowedRun run;
        Heard heard(run);
        run.follow(pathOf(writer.path()));
        QTRY_COMPARE(heard.states.size(), 1);
        fs::rename(writer.path(), away);
        QTRY_VERIFY(heard.contact.trouble.has_value());
        QCOMPARE(heard.contact.trouble->code, ErrorCode::NotFound);
        QVERIFY(writer.write(samples::step(1)).ok());
        QVERIFY(writer.flush().ok());
        fs::rename(away, writer.path());
        QTRY_VERIFY(!heard.contact.trouble.has_value());
        QCOMPARE(heard.steps, QVector<qint64>{1});
        QCOMPARE(heard.states.size(), 1);
    }

    void aFileSystemThatDoesNotAnswerHoldsNobodyUp()
    {
        const auto path = samples::finishedRun(library(), "slow");
        // All threads for such works wait, as they would for a server that is away.
        auto gate = std::make_shared<QSemaphore>();
        constexpr int threads = 64;
        QObject context;
        for (int i = 0; i < threads; ++i) {
            Job::run<int>(
                &context,
                [gate](const std::stop_token&, const ProgressCallback&) {
                    gate->acquire();
                    return 0;
                },
                [](int) {});
        }
        FollowedRun run;
        Heard heard(run);
        QElapsedTimer timer;
        timer.start();
        run.follow(pathOf(path));
        QVERIFY(timer.elapsed() < 500);
        QTRY_VERIFY_WITH_TIMEOUT(heard.contact.unansweredSeconds >= 5, 8000);
        QVERIFY(heard.states.isEmpty());
        gate->release(threads);
        QTRY_COMPARE(heard.states, QVector<RunState>{RunState::Finished});
        QCOMPARE(heard.contact.unansweredSeconds, 0);
    }

    void anotherRunTakesThePlaceOfTheFirst()
    {
        const auto first = samples::finishedRun(library(), "first");
        const auto second = samples::finishedRun(library(), "second");
        FollowedRun run;
        Heard heard(run);
        run.follow(pathOf(first));
        run.follow(pathOf(second));
        QTRY_COMPARE(heard.states.size(), 1);
        QCOMPARE(heard.name, QStringLiteral("second"));
        QCOMPARE(heard.steps.size(), 4);
        // A listener may turn away in the middle of the news.
        connect(&run, &FollowedRun::recordArrived, &run, [&run] { run.stop(); });
        run.follow(pathOf(first));
        QTRY_COMPARE(heard.name, QStringLiteral("first"));
        QTest::qWait(100);
        QCOMPARE(heard.steps.size(), 4);
        QVERIFY(run.directory().isEmpty());
    }

private:
    [[nodiscard]] fs::path library() const { return m_folder->path().toStdString() + "/runs"; }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestFollowedRun)
#include "test_followed_run.moc"
