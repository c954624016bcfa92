#include "cli_support.h"
#include "tests/support/learning_run.h"
#include "tests/support/window_program.h"

#include "app/pages/train/watched_view.h"
#include "app/pages/train_page.h"

#include "widgets/confusion/confusion_view.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/util/message_bar.h"

#include "core/base/process.h"
#include "core/store/run_library.h"

#include <QAbstractItemView>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace weft;
using namespace weft::testing;

namespace {

constexpr int slowMachine = 60'000; ///< Milliseconds.

} // namespace

/// The window follows a run that weft-cli trains in a process of its own, which is then killed. The
/// parts build on one another, in the order of the slots.
class TestFollowWindow : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QSettings().clear();
        QSettings().setValue(QStringLiteral("language"), static_cast<int>(LanguageChoice::English));
        QSettings().setValue(QStringLiteral("theme"), static_cast<int>(ThemeChoice::Light));
        m_library = m_folder.filePath(QStringLiteral("runs"));
        m_other = samples::writeLearningRun(m_library.toStdString());
        QVERIFY(!m_other.empty());
        m_train.start(test::program, test::trainDigits(m_library, 500) << "--name"
                                                                       << "on-the-cluster"
                                                                       << "--set"
                                                                       << "train.threads=1"
                                                                       << "--set"
                                                                       << "train.watched=8");
        QVERIFY(m_train.waitForStarted());
        QTRY_COMPARE_WITH_TIMEOUT(listRuns(m_library.toStdString())->size(), std::size_t(2),
                                  slowMachine);
        m_program = std::make_unique<Program>(m_library);
        QVERIFY(QTest::qWaitForWindowExposed(&m_program->window));
    }

    void cleanupTestCase()
    {
        m_program.reset();
        if (m_train.state() != QProcess::NotRunning) {
            m_train.kill();
            m_train.waitForFinished();
        }
    }

    void runsOffersToFollowIt()
    {
        auto* follow = m_program->find<QPushButton>("followRunButton");
        m_program->window.showPage(PageId::Runs);
        QTRY_VERIFY(select(QStringLiteral("quick-digits-01")));
        QVERIFY2(!follow->isEnabled(), "a finished run has nothing to follow");
        QVERIFY(select(QStringLiteral("on-the-cluster")));
        QTRY_VERIFY(follow->isEnabled());
        QVERIFY(!follow->toolTip().isEmpty());
        takePictures(QStringLiteral("follow-runs"));
        click(follow);
        QTRY_COMPARE(m_program->window.currentPage(), PageId::Train);
        m_run = m_program->workbench.openRun();
        QVERIFY(m_run.startsWith(m_library));
    }

    void itsCurvesMatrixAndAttentionGrow()
    {
        QTRY_VERIFY_WITH_TIMEOUT(steps() > 2 && epochs() >= 1, slowMachine);
        const auto before = steps();
        const auto epochsBefore = epochs();
        QTRY_VERIFY_WITH_TIMEOUT(steps() > before && epochs() > epochsBefore, slowMachine);

        auto* matrix = m_program->find<ConfusionView>("confusionView");
        QTRY_VERIFY(matrix->isVisible() && matrix->model() && matrix->model()->rowCount() == 10);
        auto* watched = m_program->find<WatchedView>("watchedView");
        QTRY_COMPARE_WITH_TIMEOUT(watched->pictureCount(), 8, slowMachine);
        QVERIFY(says(QStringLiteral("attention, epoch")));

        QTRY_VERIFY(says(QStringLiteral("another program trains it")));
        QVERIFY(says(QStringLiteral("of 500")));
        QTRY_VERIFY2(says(QStringLiteral(" left")), "a whole epoch has shown what one takes");
        QVERIFY(m_program->find<QProgressBar>("trainProgress")->isVisible());
        QVERIFY(!m_program->workbench.training().active());
        for (const char* button : {"pauseButton", "stopButton"}) {
            QVERIFY2(!m_program->find<QPushButton>(button)->isVisible(), button);
        }
        QVERIFY(!resume()->isVisible());
        takePictures(QStringLiteral("follow-train"));
    }

    void aKilledProcessIsToldAndEverythingStays()
    {
        QCOMPARE(m_train.state(), QProcess::Running);
        ::kill(static_cast<pid_t>(m_train.processId()), SIGKILL);
        QVERIFY(m_train.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("Interrupted")), slowMachine);
        QTRY_VERIFY(resume()->isVisible() && resume()->isEnabled());
        QVERIFY(m_program->find<MessageBar>("messageBar")->isVisible());

        // All that the dead process has written is shown.
        const auto history = RunDirectory::open(m_run.toStdString())->history().value();
        QCOMPARE(steps(), static_cast<qsizetype>(history.steps.size()));
        QCOMPARE(epochs(), static_cast<qsizetype>(history.epochs.size()));
        QVERIFY(m_program->find<ConfusionView>("confusionView")->isVisible());
        QCOMPARE(m_program->find<WatchedView>("watchedView")->pictureCount(), 8);
        takePictures(QStringLiteral("follow-killed"));
    }

    /// Another program carries it on: nothing says that it is interrupted any more, and this window
    /// cannot train it, but goes on following.
    void aRunThatIsCarriedOnElsewhereStaysFollowed()
    {
        const auto* const bar = m_program->find<MessageBar>("messageBar");
        const auto written = steps();
        m_train.start(test::program, {QStringLiteral("resume"), m_run});
        QVERIFY(m_train.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("another program trains it")), slowMachine);
        QTRY_VERIFY2(!bar->text().contains(QStringLiteral("was interrupted")),
                     qPrintable(bar->text()));
        QVERIFY(!resume()->isVisible());

        m_program->workbench.resumeRun(m_run);
        QTRY_VERIFY_WITH_TIMEOUT(bar->text().contains(QStringLiteral("could not be resumed")),
                                 slowMachine);
        QVERIFY2(!bar->text().contains(QStringLiteral("stopped")), qPrintable(bar->text()));
        QTRY_VERIFY(!m_program->workbench.training().active());
        QVERIFY(says(QStringLiteral("another program trains it")));
        QVERIFY(!says(QStringLiteral("Failed")));
        QVERIFY2(steps() > 0, "what was shown still is");
        QTRY_VERIFY_WITH_TIMEOUT(steps() > written, slowMachine);

        ::kill(static_cast<pid_t>(m_train.processId()), SIGKILL);
        QVERIFY(m_train.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("Interrupted")), slowMachine);
    }

    /// Its folder has gone, as with the file system that it lies on.
    void whatCannotBeReadIsNotResumedAndStaysShown()
    {
        const auto* const bar = m_program->find<MessageBar>("messageBar");
        const auto shown = steps();
        const std::filesystem::path run = m_run.toStdString();
        const auto away = m_folder.path().toStdString() + "/away";
        std::filesystem::rename(run, away);
        m_program->workbench.resumeRun(m_run);
        QTRY_VERIFY(bar->text().contains(QStringLiteral("could not be resumed")));
        QTRY_VERIFY(!m_program->workbench.training().active());
        QCOMPARE(steps(), shown);
        QVERIFY(says(QStringLiteral("Interrupted")));
        std::filesystem::rename(away, run);
        QTRY_VERIFY_WITH_TIMEOUT(!says(QStringLiteral("cannot be read now")), slowMachine);
        QVERIFY(says(QStringLiteral("Interrupted")));
    }

    void theWindowGoesOnWorking()
    {
        QTest::keyClick(&m_program->window, Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(m_program->window.currentPage(), PageId::Inspect);
        auto* images = m_program->find<QAbstractItemView>("inspectThumbnails");
        QTRY_VERIFY_WITH_TIMEOUT(images->model()->rowCount() > 0, slowMachine);

        m_program->window.showPage(PageId::Runs);
        QTRY_VERIFY(select(QStringLiteral("quick-digits-01")));
        click(m_program->find<QPushButton>("openRunButton"));
        QTRY_COMPARE(m_program->window.currentPage(), PageId::Train);
        QTRY_VERIFY(says(QStringLiteral("15 of 15 epochs done")));
        QTRY_COMPARE(steps(), 15 * 23);
    }

    void anInterruptedRunIsCarriedOnHere()
    {
        m_program->workbench.setOpenRun(m_run);
        QTRY_VERIFY(says(QStringLiteral("Interrupted")));
        click(resume());
        auto& training = m_program->workbench.training();
        QTRY_VERIFY_WITH_TIMEOUT(training.state() == RunState::Running, slowMachine);
        QTRY_VERIFY(m_program->find<QPushButton>("stopButton")->isVisible());
        QVERIFY(!says(QStringLiteral("another program trains it")));
        training.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), slowMachine);
    }

    void aRunOutsideOfTheLibraryIsFollowedToo()
    {
        const auto elsewhere = m_folder.filePath(QStringLiteral("mounted"));
        auto writer = RunWriter::create(elsewhere.toStdString(),
                                        RunDirectory::open(m_other)->record(), {"far-away", {}})
                          .value();
        QVERIFY(writer.writeStatus({RunState::Running, 0, 0, 0, 0, 0, {}}).ok());
        m_program->window.showPage(PageId::Runs);
        const auto buttons = m_program->window.findChildren<QPushButton*>("followFolderButton");
        const auto shown = std::ranges::find_if(buttons, &QWidget::isVisible);
        QVERIFY(shown != buttons.end());
        click(*shown);
        QFileDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = m_program->window.findChild<QFileDialog*>()) != nullptr);
        emit dialog->fileSelected(QString::fromStdString(writer.path().string()));
        dialog->close();
        QCOMPARE(m_program->window.currentPage(), PageId::Train);
        QTRY_COMPARE(m_program->window.windowTitle(), QStringLiteral("far-away – Weft"));
        QTRY_VERIFY(says(QStringLiteral("another program trains it")));
        QVERIFY(writer.write(samples::learningStep(1, 23)).ok());
        QVERIFY(writer.flush().ok());
        QTRY_COMPARE(steps(), 1);
        QTRY_VERIFY(says(QStringLiteral("Running")) || says(QStringLiteral("Epoch 1 of 15")));

        // The file system goes, and comes back.
        const auto away = m_folder.path().toStdString() + "/unmounted";
        std::filesystem::rename(writer.path(), away);
        QTRY_VERIFY(says(QStringLiteral("cannot be read now")));
        QCOMPARE(steps(), 1);
        std::filesystem::rename(away, writer.path());
        QVERIFY(writer.write(samples::learningStep(2, 23)).ok());
        QVERIFY(writer.writeStatus({RunState::Finished, 0, 0, 0, 0, 0, {}}).ok());
        QVERIFY(writer.flush().ok());
        QTRY_VERIFY(says(QStringLiteral("Finished")));
        QCOMPARE(steps(), 2);
    }

private:
    [[nodiscard]] const TrainPage& page() const
    {
        return *m_program->window.findChild<TrainPage*>();
    }

    [[nodiscard]] qsizetype steps() const
    {
        return need<CurvePlot>(page(), "lossPlot")->tables()[0].raw.size();
    }

    [[nodiscard]] qsizetype epochs() const
    {
        return need<CurvePlot>(page(), "lossPlot")->tables()[1].raw.size();
    }

    [[nodiscard]] QPushButton* resume() const
    {
        return need<QPushButton>(page(), "resumeRunButton");
    }

    [[nodiscard]] bool says(const QString& text) const
    {
        for (const auto* label : page().findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(text)) {
                return true;
            }
        }
        return false;
    }

    /// Selects a run of the library by its name; false while it is not listed.
    bool select(const QString& name)
    {
        auto* table = m_program->find<QAbstractItemView>("runTable");
        const auto found =
            table->model()->match(table->model()->index(0, 0), Qt::DisplayRole, name);
        if (found.isEmpty()) {
            return false;
        }
        table->setCurrentIndex(found.first());
        return true;
    }

    void takePictures(const QString& name)
    {
        const QDir pictures(QStringLiteral(WEFT_BINARY_DIR "/screenshots"));
        QVERIFY(pictures.mkpath(QStringLiteral(".")));
        auto& settings = m_program->workbench.settings();
        for (const auto language : {LanguageChoice::Chinese, LanguageChoice::English}) {
            settings.setLanguage(language);
            for (const auto theme : {ThemeChoice::Dark, ThemeChoice::Light}) {
                settings.setTheme(theme);
                QTest::qWait(300);
                const auto file =
                    QStringLiteral("%1-%2-%3.png")
                        .arg(name,
                             theme == ThemeChoice::Light ? QStringLiteral("light")
                                                         : QStringLiteral("dark"),
                             language == LanguageChoice::English ? QStringLiteral("en")
                                                                 : QStringLiteral("zh"));
                QVERIFY(m_program->window.grab().save(pictures.filePath(file)));
            }
        }
    }

    QTemporaryDir m_folder;
    QString m_library;
    QString m_run; ///< The followed one.
    std::filesystem::path m_other;
    QProcess m_train;
    std::unique_ptr<Program> m_program;
};

int main(int argc, char* argv[])
{
    configureProcess();
    configureThreads(1);
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
    QCoreApplication::setApplicationName(QStringLiteral("TestFollowWindow"));
    TestFollowWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_follow_window.moc"
