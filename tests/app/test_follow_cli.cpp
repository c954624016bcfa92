#include "cli_support.h"
#include "tests/fault/cli_process.h"
#include "tests/support/run_samples.h"

#include "core/store/run_library.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>

using namespace weft;
using namespace weft::test;
namespace fs = std::filesystem;

class TestFollowCli : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aTrainingIsFollowedToItsEnd()
    {
        QProcess train;
        train.start(program, trainDigits(QString::fromStdString(library().string()), 3)
                                 << "--set"
                                 << "train.threads=1");
        QVERIFY(train.waitForStarted());
        fs::path run;
        QTRY_VERIFY_WITH_TIMEOUT(!(run = onlyRun()).empty(), 30'000);
        QProcess follow;
        follow.start(program, {"follow", pathOf(run), "--json"});
        const auto trained = finish(train);
        const auto followed = finish(follow);
        QCOMPARE(trained.code, 0);
        QVERIFY2(followed.code == 0, followed.error);
        QVERIFY2(followed.error.isEmpty(), followed.error);
        // Line by line what the training itself has printed.
        auto expected = trained.lines();
        QCOMPARE(followed.lines(), expected);
        QCOMPARE(expected.size(), 4);
        QCOMPARE(expected.last()["run"].toString(), pathOf(run));

        // Afterwards the same is told at once.
        QCOMPARE(call({"follow", pathOf(run), "--json"}).lines(), expected);
        const auto plain = call({"follow", pathOf(run)});
        QVERIFY(plain.out.contains("epoch 3/3  training loss"));
        QVERIFY(plain.out.contains("run  "));
    }

    void whatWasRepeatedIsToldOnce()
    {
        const auto run = samples::finishedRun(library(), "again");
        {
            auto writer = RunWriter::reopen(run, 2, 1).value();
            QVERIFY(writer.write(samples::epoch(2, 4)).ok());
            QVERIFY(writer.write(samples::epoch(3, 6)).ok());
            QVERIFY(writer.flush().ok());
        }
        const auto lines = call({"follow", pathOf(run), "--json"}).lines();
        QVector<int> epochs;
        for (const auto& line : lines.first(lines.size() - 1)) {
            epochs.append(line["epoch"].toInt());
        }
        QCOMPARE(epochs, (QVector<int>{1, 2, 3}));
    }

    void howARunEndedIsTheExitCode_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("stopped") << static_cast<int>(RunState::Stopped)
                                 << QByteArray("stopped after 1 of");
        QTest::newRow("failed") << static_cast<int>(RunState::Failed)
                                << QByteArray("the disk is full");
        QTest::newRow("killed") << static_cast<int>(RunState::Interrupted)
                                << QByteArray("interrupted");
    }

    void howARunEndedIsTheExitCode()
    {
        QFETCH(int, state);
        QFETCH(QByteArray, says);
        auto writer = std::make_unique<RunWriter>(
            RunWriter::create(library(), samples::record(), {"live", {}}).value());
        const auto path = writer->path();
        QVERIFY(writer->writeStatus({RunState::Running, 1, 0, 0, 0, 0, {}}).ok());
        QVERIFY(writer->write(samples::epoch(1, 2)).ok());
        QVERIFY(writer->flush().ok());
        QProcess follow;
        follow.start(program, {"follow", pathOf(path)});
        QVERIFY(follow.waitForReadyRead(30'000)); // The epoch's line.
        QCOMPARE(follow.state(), QProcess::Running);
        if (state != static_cast<int>(RunState::Interrupted)) {
            QVERIFY(writer
                        ->writeStatus(
                            {static_cast<RunState>(state), 1, 0, 0, 0, 0,
                             state == static_cast<int>(RunState::Failed) ? "the disk is full" : ""})
                        .ok());
        }
        writer.reset();
        const auto result = finish(follow);
        QCOMPARE(result.code, 1);
        QVERIFY2(result.error.contains(says), result.error);
        QCOMPARE(result.error.count('\n'), 1);
    }

    void controlCEndsTheFollowingAlone()
    {
        auto writer = RunWriter::create(library(), samples::record(), {"live", {}}).value();
        QVERIFY(writer.writeStatus({RunState::Running, 1, 0, 0, 0, 0, {}}).ok());
        QVERIFY(writer.write(samples::epoch(1, 2)).ok());
        QVERIFY(writer.flush().ok());
        const auto before = samples::treeOf(writer.path());
        QProcess follow;
        follow.start(program, {"follow", pathOf(writer.path())});
        QVERIFY(follow.waitForReadyRead(30'000));
        ::kill(static_cast<pid_t>(follow.processId()), SIGINT);
        const auto result = finish(follow);
        QCOMPARE(result.code, 130);
        QVERIFY2(result.error.contains("the run goes on"), result.error);
        QCOMPARE(samples::treeOf(writer.path()), before);
    }

    void aRunThatHasNotBegunIsWaitedForOnlyWhereAsked()
    {
        const auto path = library() / "submitted";
        const auto none = call({"follow", pathOf(path)});
        QCOMPARE(none.code, 1);
        QCOMPARE(none.error.count('\n'), 1);
        QVERIFY2(none.error.contains("submitted"), none.error);
        const auto inVain = call({"follow", pathOf(path), "--wait", "0.5"});
        QCOMPARE(inVain.code, 1);

        QProcess follow;
        follow.start(program, {"follow", pathOf(path), "--json", "--wait", "60"});
        follow.setReadChannel(QProcess::StandardError);
        QVERIFY(follow.waitForReadyRead(30'000));
        QVERIFY(follow.readAllStandardError().contains("waiting for"));
        fs::rename(samples::finishedRun(library(), "made"), path);
        const auto result = finish(follow);
        QVERIFY2(result.code == 0, result.error);
        QCOMPARE(result.lines().size(), 3);

        QCOMPARE(call({"follow", pathOf(path), "--wait", "-1"}).code, 2);
        QCOMPARE(call({"follow"}).code, 2);
    }

    void aDamagedRunSaysWhatIsDamaged()
    {
        const auto path = samples::finishedRun(library(), "damaged");
        QVERIFY(samples::overwrite(path / "epochs" / "0001.safetensors", "?"));
        const auto result = call({"follow", pathOf(path)});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.error.contains("0001.safetensors"), result.error);
        QVERIFY(samples::overwrite(path / "run.json", "{"));
        QCOMPARE(call({"follow", pathOf(path), "--wait", "60"}).code, 1);
    }

    void aTerminalShowsABar()
    {
        auto record = samples::record();
        record.config.train.epochs = 5;
        auto writer = RunWriter::create(library(), record, {"live", {}}).value();
        QVERIFY(writer.writeStatus({RunState::Running, 0, 0, 0, 0, 0, {}}).ok());
        auto step = samples::step(3);
        step.epochPosition = 0.75;
        QVERIFY(writer.write(step).ok());
        QVERIFY(writer.flush().ok());
        CliProcess follow({"follow", pathOf(writer.path())});
        QVERIFY2(follow.waitFor(
                     [&] { return follow.showed("epoch 1/5  [##################------] 75 %"); }),
                 follow.shown());
        follow.interrupt();
    }

private:
    [[nodiscard]] fs::path library() const { return m_folder->path().toStdString() + "/runs"; }

    [[nodiscard]] fs::path onlyRun() const
    {
        const auto runs = listRuns(library());
        return runs && runs->size() == 1 ? runs->front().path : fs::path();
    }

    static QString pathOf(const fs::path& path) { return QString::fromStdString(path.string()); }
    static Output call(const QStringList& arguments) { return test::run(arguments); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestFollowCli)
#include "test_follow_cli.moc"
