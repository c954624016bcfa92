#include "tests/app/cli_support.h"
#include "tests/support/one_node_slurm.h"

#include "core/cluster/job_state.h"
#include "core/store/run_directory.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QTest>

#include <memory>

using namespace weft;
using namespace weft::testing;

namespace {

constexpr int jobPatience = 40'000; ///< Milliseconds; a small training on a busy machine.

} // namespace

/// weft-cli and a real cluster of one node: jobs are submitted, watched, cancelled and carried on.
class TestSubmitToSlurm : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_cluster = std::make_unique<OneNodeSlurm>();
        if (!m_cluster->obstacle().isEmpty()) {
            QSKIP(("no Slurm cluster can be started here: " + m_cluster->obstacle()).constData());
        }
    }
    void cleanupTestCase() { m_cluster.reset(); }
    void init() { m_library = std::make_unique<QTemporaryDir>(); }

    /// Two CPUs have room for one of two jobs that want both: the second waits until the first
    /// ends.
    void jobsWaitRunAndComplete()
    {
        const auto first = submit(200, {"--name", "The first"});
        const auto second = submit(2, {"--name", "it's \"the\" second"});
        QVERIFY(!first.isEmpty() && !second.isEmpty());
        QCOMPARE(reach(first, "running"), QStringLiteral("running"));
        QVERIFY(job(first)["nodes"].toString().size() > 0);
        const auto waiting = job(second);
        QCOMPARE(waiting["state"].toString(), QStringLiteral("pending"));
        QVERIFY2(!waiting["reason"].toString().isEmpty(), "Slurm says why a job waits");
        QCOMPARE(call({"jobs", "--cancel", first}).code, 0);
        QCOMPARE(reach(second, "completed"), QStringLiteral("completed"));

        const auto run = RunDirectory::open(job(second)["run_here"].toString().toStdString());
        QVERIFY2(run.ok(), outputOf(second).constData());
        QCOMPARE(run->status().state, RunState::Finished);
        QCOMPARE(run->status().epochsDone, 2);
        QCOMPARE(run->label().name, std::string("it's \"the\" second"));
        QVERIFY(run->status().bestAccuracy > 0.1);
        QCOMPARE(run->record().environment.threads, 2); // --cpus.
        QCOMPARE(RunDirectory::open(job(first)["run"].toString().toStdString())->label().name,
                 std::string("The first"));
    }

    /// SIGTERM reaches the ranks and leaves a checkpoint, from which another job carries on.
    void aCancelledRunIsCarriedOnByAnotherJob()
    {
        const auto first = submit(200, {"--name", "Long"});
        const auto run = job(first)["run"].toString();
        QTRY_VERIFY_WITH_TIMEOUT(epochsOf(run) >= 1, jobPatience);
        QCOMPARE(call({"jobs", "--cancel", first}).code, 0);
        QCOMPARE(reach(first, "cancelled"), QStringLiteral("cancelled"));
        QCOMPARE(RunDirectory::open(run.toStdString())->status().state, RunState::Stopped);

        const int before = epochsOf(run);
        const auto carriedOn = call({"submit", "--run", run, "--cpus", "2", "--json"});
        QVERIFY2(carriedOn.code == 0, carriedOn.error.constData());
        const auto second = carriedOn.lines().value(0)["job"].toString();
        QTRY_VERIFY_WITH_TIMEOUT(epochsOf(run) > before, jobPatience);

        // As the time limit does, by --signal: the ranks are told, and the job ends by itself.
        QCOMPARE(QProcess::execute("scancel", {"--signal=TERM", second}), 0);
        QCOMPARE(reach(second, "stopped"), QStringLiteral("stopped"));
        QCOMPARE(RunDirectory::open(run.toStdString())->status().state, RunState::Stopped);
        QVERIFY(outputOf(second).contains("weft-cli resume"));
    }

    void whatSlurmRefusesIsSaid()
    {
        const auto refused =
            call({"submit", "--data", "builtin:digits", "--partition", "nosuch", "--json"});
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.error.contains("partition"), refused.error.constData());
        QVERIFY(call({"jobs", "--json"}).out.isEmpty());
        const auto unknown = call({"jobs", "--cancel", "4711"});
        QCOMPARE(unknown.code, 1);
    }

    void aFailedJobSaysItsExitCode()
    {
        const auto number = submit(1, {"--set", "model.weights=/no/such/file.pth"});
        QCOMPARE(reach(number, "failed"), QStringLiteral("failed"));
        QCOMPARE(job(number)["exit_code"].toInt(), 1);
        QVERIFY(outputOf(number).contains("/no/such/file.pth"));
    }

private:
    [[nodiscard]] test::Output call(const QStringList& arguments) const
    {
        return test::run(arguments + QStringList{"--runs", m_library->path()});
    }

    /// Digits with a network that trains an epoch in a second or two; the job's number.
    [[nodiscard]] QString submit(int epochs, const QStringList& more) const
    {
        auto arguments = test::trainDigits(m_library->path(), epochs);
        arguments[0] = "submit";
        const auto done =
            test::run(arguments + QStringList{"--cpus", "2", "--time", "10:00"} + more);
        if (done.code != 0) {
            qWarning("%s", done.error.constData());
        }
        return done.lines().value(0)["job"].toString();
    }

    [[nodiscard]] QJsonObject job(const QString& number) const
    {
        for (const auto& line : call({"jobs", "--json"}).lines()) {
            if (line["job"].toString() == number) {
                return line;
            }
        }
        return {};
    }
    /// Waits until the job is in the state, has ended in another or patience ends; the last state.
    /// Asks twice a second at most: each call loads LibTorch, and the jobs want the CPUs.
    [[nodiscard]] QString reach(const QString& number, const char* wanted) const
    {
        const QDeadlineTimer patience(jobPatience);
        for (;;) {
            const auto state = job(number)["state"].toString();
            const auto phase = jobPhaseOf(state.toStdString());
            if (state == QLatin1String(wanted) || (phase && hasEnded(*phase)) ||
                patience.hasExpired()) {
                return state;
            }
            QTest::qWait(500);
        }
    }

    /// What the job has printed.
    [[nodiscard]] QByteArray outputOf(const QString& number) const
    {
        QFile file(job(number)["folder"].toString() + "/output-" + number + ".txt");
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    [[nodiscard]] static int epochsOf(const QString& run)
    {
        const auto opened = RunDirectory::open(run.toStdString());
        return opened ? opened->status().epochsDone : 0;
    }

    std::unique_ptr<OneNodeSlurm> m_cluster;
    std::unique_ptr<QTemporaryDir> m_library;
};

QTEST_GUILESS_MAIN(TestSubmitToSlurm)
#include "test_submit_to_slurm.moc"
