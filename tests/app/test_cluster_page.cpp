#include "tests/support/fake_slurm.h"
#include "tests/support/screenshot.h"
#include "tests/support/window_driver.h"

#include "app/main_window.h"
#include "app/pages/cluster_page.h"
#include "app/window/language.h"

#include "widgets/runs/job_table_model.h"
#include "widgets/util/message_bar.h"

#include "core/cluster/program_run.h"
#include "core/config/presets.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace weft;
using namespace weft::testing;

/// The page and a Slurm that the test plays, by real clicks in the real window.
class TestClusterPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
        QCoreApplication::setApplicationName(QStringLiteral("TestClusterPage"));
        applyTheme(*qApp, true);
        auto digits = openDataSource("builtin:digits");
        QVERIFY(digits.ok());
        m_digits = std::make_shared<const DataSource>(std::move(*digits));
    }

    void init()
    {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("language"), static_cast<int>(LanguageChoice::English));
        m_slurm = std::make_unique<FakeSlurm>();
        m_library = std::make_unique<QTemporaryDir>();
        openWindow();
    }
    void cleanup()
    {
        closeWindow();
        m_slurm.reset();
    }

    void configureLeadsHere()
    {
        m_workbench->setData(m_digits);
        m_window->showPage(PageId::Configure);
        click(find<QPushButton>("clusterButton"));
        QCOMPARE(m_window->currentPage(), PageId::Cluster);
        QTRY_VERIFY(!find<QLineEdit>("clusterName")->text().isEmpty());
    }

    void withoutImagesThePageSaysSo()
    {
        m_window->showPage(PageId::Cluster);
        QVERIFY(hint().contains("Choose images"));
        QVERIFY(!submitButton()->isEnabled());
    }

    /// The script can be had all the same.
    void withoutSlurmThePageSaysSoAndSavesTheScript()
    {
        m_slurm->uninstall();
        showPage();
        QTRY_VERIFY(hint().contains("Slurm is not installed on this machine"));
        QVERIFY(!submitButton()->isEnabled());
        QVERIFY(script().startsWith("#!/bin/bash\n"));
        click(find<QPushButton>("clusterCopyButton"));
        QCOMPARE(QGuiApplication::clipboard()->text(), script());
        const auto file = m_library->filePath("my job.sh");
        m_window->findChild<ClusterPage*>()->saveScript(file);
        QTRY_VERIFY(message().contains("my job.sh"));
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(saved.readAll()), script());
        QVERIFY(QFile::exists(m_library->filePath("config.json")));
        type("clusterHost", "login"); // Where there may be one.
        QTRY_VERIFY(submitButton()->isEnabled());
    }

    void whatIsTypedStandsInTheScriptAndIsRemembered()
    {
        showPage();
        find<QSpinBox>("clusterNodes")->setValue(3);
        find<QSpinBox>("clusterTasks")->setValue(4);
        find<QSpinBox>("clusterCpus")->setValue(5);
        type("clusterTime", "2-12");
        type("clusterPartition", "gpu");
        type("clusterModules", " gcc/12   openmpi ");
        type("clusterOptions", "--mem=16G --gres=gpu:2");
        const QStringList lines = script().split('\n');
        for (const auto* line :
             {"#SBATCH --nodes=3", "#SBATCH --ntasks-per-node=4", "#SBATCH --cpus-per-task=5",
              "#SBATCH --time=2-12", "#SBATCH --partition=gpu", "#SBATCH --mem=16G",
              "#SBATCH --gres=gpu:2", "module load gcc/12 || exit",
              "module load openmpi || exit"}) {
            QVERIFY2(lines.contains(line), line);
        }
        closeWindow();
        openWindow();
        showPage();
        QCOMPARE(script().split('\n').filter("#SBATCH --").mid(1),
                 lines.filter("#SBATCH --").mid(1));
    }

    void aMistakeIsSaidAtOnce()
    {
        showPage();
        QTRY_VERIFY(submitButton()->isEnabled());
        type("clusterTime", "soon");
        QVERIFY(hint().contains("soon"));
        QVERIFY(!submitButton()->isEnabled());
        QVERIFY(script().contains("soon")); // In place of a script.
        QVERIFY(!find<QPushButton>("clusterCopyButton")->isEnabled());
        type("clusterTime", "10:00");
        type("clusterPartition", "a b");
        QVERIFY(hint().contains("a b"));
        type("clusterPartition", "");
        QVERIFY(submitButton()->isEnabled());
        type("clusterName", "");
        QVERIFY(hint().contains("name"));
    }

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

    void aRunThatCanBeSeenIsFollowed()
    {
        showPage();
        submit();
        QTRY_COMPARE(rows(), 1);
        const auto run =
            table()->model()->index(0, JobTableModel::NameColumn).data(Qt::ToolTipRole).toString();
        QVERIFY(QDir().mkpath(run));
        QFile record(run + "/run.json");
        QVERIFY(record.open(QIODevice::WriteOnly));
        record.close();
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
        const auto run = table()->model()->index(0, 0).data(Qt::ToolTipRole).toString();
        find<QSpinBox>("clusterCpus")->setValue(2);
        click(find<QPushButton>("clusterCarryOnButton"));
        QTRY_COMPARE(rows(), 2);
        QFile handedIn(QString::fromUtf8(m_slurm->read("folder-2").trimmed()) + "/job.sh");
        QVERIFY(handedIn.open(QIODevice::ReadOnly));
        const auto text = QString::fromUtf8(handedIn.readAll());
        QVERIFY(text.contains("run=" + run + "\nset -- resume"));
        QVERIFY(text.contains("--cpus-per-task=2"));
    }

    void refusalsAreSaidWithWhatToDo()
    {
        showPage();
        m_slurm->write("refuse", "sbatch: error: invalid partition specified: fast\n");
        submit();
        QTRY_VERIFY(message().contains("invalid partition specified: fast"));
        QCOMPARE(rows(), 0);
        m_slurm->write("unreachable", "Permission denied (publickey).\n");
        type("clusterHost", "login");
        submit();
        QTRY_VERIFY(message().contains("Permission denied"));
        m_slurm->remove("refuse");
        type("clusterHost", "");
        submit();
        QTRY_COMPARE(rows(), 1);
        m_slurm->write("down", {});
        refresh();
        QTRY_VERIFY(message().contains("as last known"));
        QCOMPARE(rows(), 1);
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
        model.retranslate();
        model.setEntries({});
        QCOMPARE(model.rowCount(), 0);
    }

    void leavesPictures()
    {
        showPage();
        const auto both = [this](const QString& name) {
            QTest::qWait(200); // The layout follows the language.
            saveScreenshots(*m_window, name);
            m_workbench->settings().setLanguage(LanguageChoice::Chinese);
            saveScreenshots(*m_window, name + "-zh");
            m_workbench->settings().setLanguage(LanguageChoice::English);
        };
        both("cluster-empty");
        find<QSpinBox>("clusterNodes")->setValue(2);
        find<QSpinBox>("clusterTasks")->setValue(4);
        find<QSpinBox>("clusterCpus")->setValue(8);
        type("clusterPartition", "compute");
        type("clusterModules", "gcc/12.2 openmpi/4.1");
        for (int job = 1; job <= 4; ++job) {
            submit();
            QTRY_COMPARE(rows(), job);
        }
        m_slurm->write("queue", "4|PENDING|0:00||Resources\n3|RUNNING|1:12:05|node[3-4]|None\n");
        m_slurm->write("control-1", "JobId=1 JobState=COMPLETED ExitCode=0:0 RunTime=02:10:07 "
                                    "NodeList=node[1-2]\n");
        m_slurm->write("control-2", "JobId=2 JobState=FAILED ExitCode=1:0 RunTime=00:00:04 "
                                    "NodeList=node[1-2]\n");
        refresh();
        QTRY_COMPARE(cell(3, JobTableModel::StateColumn), QStringLiteral("Completed"));
        m_window->findChild<MessageBar*>()->clear();
        both("cluster");
        type("clusterHost", "me@login.example.org");
        both("cluster-host");
        m_window->resize(960, 600);
        both("cluster-small");
    }

private:
    void openWindow()
    {
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(m_library->path());
        m_language = std::make_unique<Language>(m_workbench->settings());
        m_window = std::make_unique<MainWindow>(*m_workbench);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void closeWindow()
    {
        m_window.reset();
        m_language.reset();
        m_workbench.reset();
    }

    /// With images and a configuration, as a person comes here.
    void showPage()
    {
        m_workbench->setData(m_digits);
        auto config = *presetConfig("quick");
        config.data.flip = false;
        m_workbench->setDraft(config);
        m_window->showPage(PageId::Cluster);
        QTRY_VERIFY(!find<QLineEdit>("clusterName")->text().isEmpty());
    }

    void submit()
    {
        QTRY_VERIFY(submitButton()->isEnabled());
        click(submitButton());
        QTRY_VERIFY(!hint().contains("Submitting"));
    }
    void refresh() { click(find<QPushButton>("clusterRefreshButton")); }

    void type(const char* field, const QString& text)
    {
        auto* const edit = find<QLineEdit>(field);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, text);
    }

    template <typename T>
    [[nodiscard]] T* find(const char* name) const
    {
        return need<T>(*m_window, name);
    }
    [[nodiscard]] QPushButton* submitButton() const
    {
        return find<QPushButton>("clusterSubmitButton");
    }
    [[nodiscard]] QString hint() const { return find<QLabel>("clusterHint")->text(); }
    [[nodiscard]] QString script() const
    {
        return find<QPlainTextEdit>("clusterScript")->toPlainText();
    }
    [[nodiscard]] QTableView* table() const { return find<QTableView>("clusterTable"); }
    [[nodiscard]] int rows() const { return table()->model()->rowCount(); }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    [[nodiscard]] QString message() const { return m_window->findChild<MessageBar*>()->text(); }

    std::shared_ptr<const DataSource> m_digits;
    std::unique_ptr<FakeSlurm> m_slurm;
    std::unique_ptr<QTemporaryDir> m_library;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<Language> m_language;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestClusterPage)
#include "test_cluster_page.moc"
