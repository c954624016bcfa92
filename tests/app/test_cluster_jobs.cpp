#include "tests/app/cluster_page_support.h"

#include "app/session/cluster_session.h"

#include "core/cluster/submission.h"

#include <QAbstractItemModelTester>
#include <QScopeGuard>
#include <QSpinBox>

#include <filesystem>

using namespace weft;
using namespace weft::testing;

/// The list of the jobs and what is done about one, by real clicks in the real window.
class TestClusterJobs : public QObject, private ClusterWindow
{
    Q_OBJECT
private slots:
    void initTestCase() { prepare("TestClusterJobs"); }
    void init() { begin(); }
    void cleanup() { end(); }

    void aJobIsSubmittedWatchedAndCancelled()
    {
        showPage();
        type("clusterName", "It's \"mine\"");
        const auto shown = script();
        submit();
        QTRY_COMPARE(rows(), 1);
        QVERIFY(message().contains("Job 1"));
        QTRY_COMPARE(cell(0, JobTableModel::StateColumn), QStringLiteral("Waiting for jobs ahead"));
        QCOMPARE(cell(0, JobTableModel::NameColumn), QStringLiteral("It's \"mine\""));
        QFile handedIn(QString::fromUtf8(m_slurm->read("folder-1").trimmed()) + "/job.sh");
        QVERIFY(handedIn.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(handedIn.readAll()), shown); // What was shown, to the last byte.
        QVERIFY(script() != shown);                             // The next is another run.
        QTRY_COMPARE(m_window->focusWidget(), submitButton());  // Enter would submit it.

        m_slurm->write("queue", "1|RUNNING|1:05|node[1-2]|None\n");
        refresh();
        QTRY_COMPARE(cell(0, JobTableModel::StateColumn), QStringLiteral("Running"));
        QCOMPARE(cell(0, JobTableModel::NodesColumn), QStringLiteral("node[1-2]"));
        QVERIFY(cell(0, JobTableModel::ElapsedColumn).contains("1 min"));
        QVERIFY(!find<QPushButton>("clusterFollowButton")->isEnabled()); // There is no run yet.
        click(find<QPushButton>("clusterCancelButton"));
        QTRY_COMPARE(cell(0, JobTableModel::StateColumn), QStringLiteral("Cancelled"));
        QVERIFY(!find<QPushButton>("clusterCancelButton")->isEnabled());

        closeWindow(); // And after a restart.
        openWindow();
        showPage();
        QTRY_COMPARE(rows(), 1);
        QCOMPARE(cell(0, JobTableModel::StateColumn), QStringLiteral("Cancelled"));
    }

    /// Slurm answers for the library that was shown before when another one is.
    void anOldListIsNotShownForANewLibrary()
    {
        showPage();
        submit();
        QTRY_COMPARE(rows(), 1);
        auto* const session = m_window->findChild<ClusterSession*>();
        QTRY_VERIFY(!session->refreshing());
        int lists = 0;
        connect(session, &ClusterSession::listed, this, [&lists](const JobListing& listing) {
            ++lists;
            QVERIFY(listing.jobs.empty());
        });
        m_slurm->program("squeue", "sleep 1; cat $FAKE_SLURM/queue\n");
        const QTemporaryDir other;
        session->refresh(m_library->path().toStdString());
        m_workbench->settings().setLibraryFolder(other.path());
        QVERIFY(session->refreshing());
        QTRY_COMPARE(lists, 1);
        QVERIFY(!session->refreshing());
        QCOMPARE(rows(), 0);
        session->disconnect(this);
    }

    void aRunThatCanBeSeenIsFollowed()
    {
        showPage();
        submit();
        QTRY_COMPARE(rows(), 1);
        const auto run = makeRun(0);
        refresh();
        QTRY_VERIFY(find<QPushButton>("clusterFollowButton")->isEnabled());
        click(find<QPushButton>("clusterFollowButton"));
        QCOMPARE(m_window->currentPage(), PageId::Train);
        QCOMPARE(m_workbench->openRun(), run);
    }

    void aJobThatWasStoppedIsCarriedOn()
    {
        showPage();
        submit();
        QTRY_COMPARE(rows(), 1);
        m_slurm->write("queue", "");
        m_slurm->write("control-1", "JobId=1 JobState=FAILED ExitCode=143:0 RunTime=00:50:00\n");
        refresh();
        QTRY_COMPARE(cell(0, JobTableModel::StateColumn), QStringLiteral("Stopped"));
        QVERIFY(!find<QPushButton>("clusterCarryOnButton")->isEnabled()); // It has made no run.
        const auto run = makeRun(0);
        refresh();
        QTRY_VERIFY(find<QPushButton>("clusterCarryOnButton")->isEnabled());
        find<QSpinBox>("clusterCpus")->setValue(2);
        click(find<QPushButton>("clusterCarryOnButton"));
        QVERIFY(!find<QPushButton>("clusterCarryOnButton")->isEnabled());
        QTRY_COMPARE(rows(), 2);
        QCOMPARE(chosenJob(), QStringLiteral("1"));
        QVERIFY(!find<QPushButton>("clusterCarryOnButton")->isEnabled()); // The newer one does.
        QFile handedIn(QString::fromUtf8(m_slurm->read("folder-2").trimmed()) + "/job.sh");
        QVERIFY(handedIn.open(QIODevice::ReadOnly));
        const auto text = QString::fromUtf8(handedIn.readAll());
        QVERIFY(text.contains("run=" + run + "\nset -- resume"));
        QVERIFY(text.contains("--cpus-per-task=2"));
    }

    /// What is done is done to the job that is highlighted, whatever happens to the list.
    void theChosenJobStaysChosen()
    {
        showPage();
        for (int job = 1; job <= 3; ++job) {
            submit();
            QTRY_COMPARE(rows(), job);
            QTRY_COMPARE(cell(0, JobTableModel::StateColumn),
                         QStringLiteral("Waiting for jobs ahead"));
        }
        QCOMPARE(chosenJob(), QStringLiteral("1"));
        choose(1);
        QCOMPARE(chosenJob(), QStringLiteral("2"));
        submit();
        QTRY_COMPARE(rows(), 4);
        QCOMPARE(chosenJob(), QStringLiteral("2"));
        click(find<QPushButton>("clusterCancelButton"));
        QTRY_COMPARE(cell(2, JobTableModel::StateColumn), QStringLiteral("Cancelled"));
        QCOMPARE(m_slurm->read("queue").count('\n'), 3);
        QVERIFY(!m_slurm->read("queue").contains("2|"));

        QVERIFY(QDir(QString::fromUtf8(m_slurm->read("folder-2").trimmed())).removeRecursively());
        refresh();
        QTRY_COMPARE(rows(), 3);
        table()->setFocus(); // Which makes a row the current one, and chooses none.
        QCOMPARE(chosenJob(), QString());
        for (const auto* button : {"clusterCancelButton", "clusterCarryOnButton"}) {
            QVERIFY(!find<QPushButton>(button)->isEnabled());
        }
        choose(2);
        QCOMPARE(chosenJob(), QStringLiteral("1"));
        QVERIFY(find<QPushButton>("clusterCancelButton")->isEnabled());
    }

    void aHostThatDoesNotAnswerHoldsUpNoOther()
    {
        const auto home = qgetenv("HOME");
        qputenv("HOME", m_library->filePath("home").toUtf8());
        const auto back = qScopeGuard([&home] { qputenv("HOME", home); });
        QVERIFY(QDir().mkpath(m_library->filePath("home")));
        showPage();
        submit();
        QTRY_COMPARE(rows(), 1);
        type("clusterHost", "login");
        submit();
        QTRY_COMPARE(rows(), 2);
        auto* const session = m_window->findChild<ClusterSession*>();
        QTRY_VERIFY(!session->refreshing());
        m_slurm->program("ssh", "echo asked >> $FAKE_SLURM/asked; sleep 3\n"
                                "printf 'Connection timed out\\r\\nIt is gone\\r\\n' >&2\n"
                                "exit 255\n");
        m_slurm->write("queue", "1|RUNNING|0:00|n1|None\n");
        refresh();
        QTRY_COMPARE(cell(1, JobTableModel::StateColumn), QStringLiteral("Running"));
        QCOMPARE(cell(1, JobTableModel::ElapsedColumn), QStringLiteral("0 s"));
        QVERIFY(session->refreshing()); // The host.
        QTRY_VERIFY(message().contains("login does not answer: Connection timed out; It is gone."));
        QTRY_VERIFY(!session->refreshing());
        session->watch(); // As every few seconds: the host not as often.
        QTRY_VERIFY(!session->refreshing());
        QCOMPARE(m_slurm->read("asked").count('\n'), 1);
        refresh(); // As a person wants it.
        QTRY_COMPARE(m_slurm->read("asked").count('\n'), 2);
    }

    void aJobOfAnotherProgramAppearsByItself()
    {
        showPage();
        auto* const session = m_window->findChild<ClusterSession*>();
        QTRY_VERIFY(!session->refreshing());
        const std::filesystem::path library = m_library->path().toStdString();
        auto config = *presetConfig("quick");
        config.data.source = "builtin:digits";
        QVERIFY(submitJob(newRunJob(usualPlace({}, "/usr/bin/weft-cli", library), {}, config, "x"),
                          library)
                    .ok());
        session->watch();
        QTRY_COMPARE(rows(), 1);
    }

    /// The run's name has room beside long texts.
    void theNameKeepsItsRoom()
    {
        showPage();
        type("clusterName", "a name of some length for a run");
        submit();
        QTRY_COMPARE(rows(), 1);
        m_slurm->write("queue", "1|PENDING|0:00|a-node-with-a-long-name-[1-2048],another|" +
                                    QByteArray(200, 'R') + "\n");
        refresh();
        QTRY_VERIFY(cell(0, JobTableModel::StateColumn).contains("RRR"));
        QTRY_VERIFY(table()->columnWidth(JobTableModel::NameColumn) >= 150);
    }

    void theModelKeepsTheRules()
    {
        JobTableModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        JobRecord record;
        record.job = "7";
        record.host = "login";
        record.state = {.phase = JobPhase::Failed, .reason = {}, .nodes = {}, .exitCode = 9};
        const JobEntry broken{"/l/.jobs/broken/job.json", {}, {ErrorCode::Corrupt, "x", "y"}, {}};
        model.setEntries({{"/l/.jobs/a/job.json", record, {}, {}}, broken});
        QCOMPARE(model.index(0, JobTableModel::StateColumn).data().toString(),
                 QStringLiteral("Failed with code 9"));
        QCOMPARE(model.index(0, JobTableModel::JobColumn).data().toString(),
                 QStringLiteral("7 on login"));
        QCOMPARE(model.index(1, JobTableModel::NameColumn).data().toString(),
                 QStringLiteral("broken"));
        record.state = {.phase = JobPhase::Running, .reason = {}, .nodes = {}};
        model.setEntries({{"/l/.jobs/a/job.json", record, {}, {}}, broken});
        QCOMPARE(model.index(0, JobTableModel::StateColumn).data().toString(),
                 QStringLiteral("Running"));
        record.folder = "/jobs/a";
        record.state.phase = JobPhase::Failed;
        JobEntry failed{"/l/.jobs/a/job.json", record, {}, {}};
        failed.said = "no such file";
        model.setEntries({failed, broken});
        const auto why =
            model.index(0, JobTableModel::StateColumn).data(Qt::ToolTipRole).toString();
        QVERIFY2(why.contains("no such file"), qPrintable(why));
        QVERIFY2(why.contains("on login: /jobs/a/output-7.txt"), qPrintable(why));
        model.retranslate();
        model.setEntries({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(TestClusterJobs)
#include "test_cluster_jobs.moc"
