#include "tests/app/cluster_page_support.h"
#include "tests/support/screenshot.h"

#include "app/pages/cluster_page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSpinBox>

using namespace weft;
using namespace weft::testing;

/// The form, the script and what is submitted, by real clicks in the real window.
class TestClusterPage : public QObject, private ClusterWindow
{
    Q_OBJECT
private slots:
    void initTestCase() { prepare("TestClusterPage"); }
    void init() { begin(); }
    void cleanup() { end(); }

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
        auto expected = script();
        expected.replace("sbatch job.sh", "sbatch 'my job.sh'");
        expected.replace("--config config.json", "--config 'my job.config.json'");
        QCOMPARE(QString::fromUtf8(saved.readAll()), expected);
        QVERIFY(QFile::exists(m_library->filePath("my job.config.json")));
        type("clusterHost", "login"); // Where there may be one.
        QTRY_VERIFY(submitButton()->isEnabled());
    }

    void savingAScriptReplacesNoOtherConfiguration()
    {
        showPage();
        for (const auto* name : {"config.json", "mine.config.json"}) {
            QFile file(m_library->filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(name);
        }
        auto* const page = m_window->findChild<ClusterPage*>();
        page->saveScript(m_library->filePath("job.sh"));
        QTRY_VERIFY(message().contains("job.config.json"));
        page->saveScript(m_library->filePath("mine.sh"));
        QTRY_VERIFY(message().contains("could not be saved"));
        QVERIFY(!QFile::exists(m_library->filePath("mine.sh")));
        for (const auto* name : {"config.json", "mine.config.json"}) {
            QFile file(m_library->filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), QByteArray(name));
        }
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
        QVERIFY(hint().startsWith("Time limit: “soon”"));
        QVERIFY(!submitButton()->isEnabled());
        QVERIFY(script().isEmpty());
        QVERIFY(!find<QPushButton>("clusterCopyButton")->isEnabled());
        type("clusterTime", "10:00");
        type("clusterPartition", "a b");
        QVERIFY(hint().startsWith("Partition: “a b”"));
        type("clusterPartition", "");
        QVERIFY(submitButton()->isEnabled());
        type("clusterName", "");
        QVERIFY(hint().contains("name"));
    }

    void aNameIsProposedOnce()
    {
        showPage();
        const auto first = find<QLineEdit>("clusterName")->text();
        submit();
        QTRY_VERIFY(find<QLineEdit>("clusterName")->text() != first);
    }

    void refusalsAreSaidWithWhatToDo()
    {
        showPage();
        m_slurm->write("refuse", "sbatch: error: invalid partition specified: fast\n");
        submit();
        QTRY_VERIFY(message().contains("sbatch refuses: invalid partition specified: fast."));
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
};

QTEST_MAIN(TestClusterPage)
#include "test_cluster_page.moc"
