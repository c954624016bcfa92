#include "core/cluster/cluster_shell.h"
#include "core/cluster/job_state.h"

#include <QTest>

using namespace weft;

namespace {

QString phase(const std::optional<JobState>& state)
{
    return state ? QString(jobPhaseName(state->phase)) : QStringLiteral("none");
}

} // namespace

/// What Slurm prints, as it prints it.
class TestJobState : public QObject
{
    Q_OBJECT
private slots:
    void theQueue()
    {
        const auto pending = parseQueueLine("12|PENDING|0:00||Resources");
        QVERIFY(pending.has_value());
        QCOMPARE(pending->id, std::string("12"));
        QCOMPARE(pending->state.phase, JobPhase::Pending);
        QCOMPARE(pending->state.reason, std::string("Resources"));
        QVERIFY(pending->state.elapsed < 0);
        const auto running = parseQueueLine("13|RUNNING|1-02:03:04|node[1-4]|None");
        QCOMPARE(running->state.phase, JobPhase::Running);
        QCOMPARE(running->state.nodes, std::string("node[1-4]"));
        QCOMPARE(running->state.elapsed, 93'784.0);
        QVERIFY(running->state.reason.empty());
        QCOMPARE(parseQueueLine("13|COMPLETING|0:05|vm|None")->state.phase, JobPhase::Completing);
        for (const auto* line : {"", "x", "13|RUNNING", "abc|RUNNING|0:05|vm|None",
                                 "13|DANCING|0:05|vm|None", "-1|RUNNING|0:05|vm|None"}) {
            QVERIFY2(!parseQueueLine(line).has_value(), line);
        }
    }

    void accounting_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("phase");
        QTest::newRow("done") << "COMPLETED|0:0|00:01:02|vm"
                              << "completed";
        QTest::newRow("failed") << "FAILED|1:0|00:01:02|vm"
                                << "failed";
        QTest::newRow("stopped in good order") << "FAILED|143:0|00:01:02|vm"
                                               << "stopped";
        QTest::newRow("cancelled") << "CANCELLED by 1000|0:15|00:01:02|vm"
                                   << "cancelled";
        QTest::newRow("cut short") << "CANCELLED+|0:15|00:01:02|vm"
                                   << "cancelled";
        QTest::newRow("time") << "TIMEOUT|0:15|00:01:02|vm"
                              << "timed-out";
        QTest::newRow("memory") << "OUT_OF_MEMORY|0:125|00:01:02|vm"
                                << "out-of-memory";
        QTest::newRow("node") << "NODE_FAIL|1:0|00:01:02|vm"
                              << "node-failed";
        QTest::newRow("again") << "REQUEUED|0:0|00:00:00|None assigned"
                               << "pending";
        QTest::newRow("short") << "COMPLETED|0:0"
                               << "none";
        QTest::newRow("other words") << "Slurm accounting storage is disabled"
                                     << "none";
    }
    void accounting()
    {
        QFETCH(QString, line);
        QFETCH(QString, phase);
        QCOMPARE(::phase(parseAccountingLine(line.toStdString())), phase);
    }

    void theController()
    {
        const auto failed = parseControlLine(
            "JobId=1 JobName=weft UserId=root(0) JobState=FAILED Reason=NonZeroExitCode "
            "Dependency=(null) Requeue=1 ExitCode=2:0 DerivedExitCode=0:0 RunTime=00:00:41 "
            "TimeLimit=00:02:00 ReqNodeList=(null) ExcNodeList=(null) NodeList=vm BatchHost=vm");
        QCOMPARE(phase(failed), QStringLiteral("failed"));
        QCOMPARE(failed->exitCode, 2);
        QCOMPARE(failed->elapsed, 41.0);
        QCOMPARE(failed->nodes, std::string("vm"));
        QCOMPARE(failed->reason, std::string("NonZeroExitCode"));
        QCOMPARE(phase(parseControlLine("JobState=COMPLETED ExitCode=0:0")),
                 QStringLiteral("completed"));
        QCOMPARE(phase(parseControlLine("LastJobState=FAILED")), QStringLiteral("none"));
        QCOMPARE(phase(parseControlLine("")), QStringLiteral("none"));
        const auto odd = parseControlLine("JobState=FAILED ExitCode= RunTime=INVALID");
        QCOMPARE(odd->exitCode, 0);
        QVERIFY(odd->elapsed < 0);
    }

    void theRunItself()
    {
        QCOMPARE(phase(parseRunStatus(R"({"state":"finished"})")), QStringLiteral("completed"));
        QCOMPARE(phase(parseRunStatus(R"({"state":"stopped"})")), QStringLiteral("stopped"));
        const auto failed = parseRunStatus(R"({"state":"failed","problem":"disk full"})");
        QCOMPARE(phase(failed), QStringLiteral("failed"));
        QCOMPARE(failed->reason, std::string("disk full"));
        const auto lost = parseRunStatus(R"({"state":"interrupted","problem":"rank 1 is gone"})");
        QCOMPARE(phase(lost), QStringLiteral("failed")); // So that it can be carried on.
        QCOMPARE(lost->reason, std::string("rank 1 is gone"));
        QCOMPARE(phase(parseRunStatus(R"({"state":"running"})")), QStringLiteral("none"));
        QCOMPARE(phase(parseRunStatus("{}")), QStringLiteral("none"));
        QCOMPARE(phase(parseRunStatus("{")), QStringLiteral("none"));
        QCOMPARE(phase(parseRunStatus(R"({"state":7})")), QStringLiteral("none"));
    }

    void namesReadBack()
    {
        for (int each = 0; each <= static_cast<int>(JobPhase::Unknown); ++each) {
            const auto one = static_cast<JobPhase>(each);
            QCOMPARE(jobPhaseOf(jobPhaseName(one)), std::optional(one));
        }
        QVERIFY(!jobPhaseOf("dancing").has_value());
    }

    void complaintsBecomePartOfASentence()
    {
        QCOMPARE(complaintOf("sbatch: error: invalid partition specified: x\n"
                             "sbatch: error: Batch job submission failed: Invalid partition\n"),
                 std::string("invalid partition specified: x; Batch job submission failed: "
                             "Invalid partition"));
        QCOMPARE(complaintOf("Host key verification failed.\r\n"),
                 std::string("Host key verification failed"));
        QCOMPARE(complaintOf(""), std::string());
        QVERIFY(complaintOf(std::string(100'000, 'x')).size() < 500);
    }
};

QTEST_GUILESS_MAIN(TestJobState)
#include "test_job_state.moc"
