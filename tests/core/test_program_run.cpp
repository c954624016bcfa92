#include "core/cluster/program_run.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

using namespace weft;
using namespace std::chrono_literals;

namespace {

Result<ProgramResult> shell(const std::string& lines, std::chrono::milliseconds limit = 20s,
                            const std::stop_token& stop = {})
{
    return runProgram({.arguments = {"/bin/sh", "-c", lines}, .limit = limit}, stop);
}

/// Whether a process is there and no zombie.
bool lives(const QByteArray& number)
{
    QFile file("/proc/" + number + "/stat");
    return file.open(QIODevice::ReadOnly) && !file.readAll().contains(") Z ");
}

} // namespace

/// Programs that are good, loud, slow, missing or killed.
class TestProgramRun : public QObject
{
    Q_OBJECT
private slots:
    void bothOutputsAndTheCodeComeBack()
    {
        const auto done = shell("echo out; echo error >&2; exit 3");
        QVERIFY(done.ok());
        QCOMPARE(done->code, 3);
        QCOMPARE(QByteArray::fromStdString(done->out), QByteArray("out\n"));
        QCOMPARE(QByteArray::fromStdString(done->error), QByteArray("error\n"));
    }

    void wordsReachTheProgramAsTheyAre()
    {
        const std::string hostile = "a b'; \"$(echo no)\" \\ *\n";
        const auto done = runProgram({.arguments = {"printf", "%s", hostile}});
        QVERIFY(done.ok());
        QCOMPARE(done->out, hostile);
    }

    /// More than any pipe holds, both ways at once.
    void aLongInputGoesThrough()
    {
        std::string input;
        for (int line = 0; line < 60'000; ++line) {
            input += std::to_string(line) + "\n";
        }
        const auto done = runProgram({.arguments = {"cat"}, .input = input});
        QVERIFY(done.ok());
        QVERIFY(done->out == input);
    }

    void aProgramThatReadsNothingIsNoFailure()
    {
        const auto done = runProgram({.arguments = {"true"}, .input = std::string(2'000'000, 'x')});
        QVERIFY(done.ok());
        QCOMPARE(done->code, 0);
    }

    void aMissingProgramIsNamed()
    {
        const auto done = runProgram({.arguments = {"weft-no-such-program"}});
        QVERIFY(!done.ok());
        QCOMPARE(done.error().code, ErrorCode::NotFound);
        QCOMPARE(done.error().subject, std::string("weft-no-such-program"));
    }

    void aSignalIsTold()
    {
        const auto done = shell("kill -KILL $$");
        QVERIFY(done.ok());
        QCOMPARE(done->code, 128 + SIGKILL);
    }

    void aSlowProgramIsKilledWithAllThatItStarted()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath("child").toStdString();
        QElapsedTimer clock;
        clock.start();
        const auto done = shell("sleep 60 & echo $! > '" + file + "'; wait",
                                2500ms); // It writes first, on a busy machine too.
        QVERIFY(clock.elapsed() < 30'000);
        QVERIFY(!done.ok());
        QVERIFY(QByteArray::fromStdString(done.error().reason).contains("2.5 s"));
        QFile child(QString::fromStdString(file));
        QVERIFY(child.open(QIODevice::ReadOnly));
        const auto number = child.readAll().trimmed();
        QVERIFY(!number.isEmpty());
        QTRY_VERIFY(!lives(number));
    }

    /// As ssh does, which keeps a connection for the next call.
    void whatStaysBehindIsNotWaitedFor()
    {
        QElapsedTimer clock;
        clock.start();
        const auto done = shell("(trap '' TERM; sleep 5) & echo done");
        QVERIFY(clock.elapsed() < 4'000);
        QVERIFY(done.ok());
        QCOMPARE(done->out, std::string("done\n"));
    }

    void anEndlessOutputIsCutShort()
    {
        const auto done = runProgram({.arguments = {"yes"}, .limit = 20s, .mostOutput = 100'000});
        QVERIFY(!done.ok());
        QVERIFY(QByteArray::fromStdString(done.error().reason).contains("100000 bytes"));
    }

    void aStopEndsIt()
    {
        std::stop_source stop;
        const std::jthread later([&stop] {
            std::this_thread::sleep_for(200ms);
            stop.request_stop();
        });
        QElapsedTimer clock;
        clock.start();
        const auto done = shell("sleep 60", 30s, stop.get_token());
        QVERIFY(clock.elapsed() < 10'000);
        QVERIFY(!done.ok());
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestProgramRun)
#include "test_program_run.moc"
