#include "tests/support/window_program.h"

#include "app/pages/train/watched_view.h"
#include "app/pages/train_page.h"

#include "widgets/confusion/confusion_view.h"
#include "widgets/heatmap/heatmap_view.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/runs/export_model.h"

#include "core/base/process.h"
#include "core/data/data_source.h"
#include "core/data/image.h"
#include "core/store/run_directory.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::testing;

namespace {

constexpr int trainingLimit = 240'000; ///< Milliseconds; a loaded machine is slow.

} // namespace

/// Drives the window as a person would: digits, quick preset, start, watch, pause, resume, stop,
/// inspect a mistake, classify a dropped file, start the program again. The parts build on one
/// another, in the order of the slots.
class TestWholeWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QSettings().clear(); // What an earlier start of this test left.
        m_library = m_folder.filePath(QStringLiteral("runs"));
        m_program = std::make_unique<Program>(m_library);
        QVERIFY(QTest::qWaitForWindowExposed(&m_program->window));
    }

    void cleanupTestCase() { m_program.reset(); }

    void opensTheDigits()
    {
        click(m_program->find<QWidget>("builtinDigitsButton"));
        QTRY_VERIFY_WITH_TIMEOUT(m_program->workbench.data() != nullptr, 30'000);
        QCOMPARE(m_program->workbench.data()->train->size() +
                     m_program->workbench.data()->validation->size(),
                 1797U);
        auto* classes = m_program->find<QAbstractItemView>("classTable");
        QTRY_COMPARE(classes->model()->rowCount(), 10);
        auto* thumbnails = m_program->find<QAbstractItemView>("thumbnailView");
        QTRY_VERIFY(thumbnails->model()->rowCount() > 0);
    }

    void configuresTheQuickPreset()
    {
        click(m_program->find<QWidget>("configureButton"));
        QTRY_COMPARE(m_program->window.currentPage(), PageId::Configure);
        auto* preset = m_program->find<QComboBox>("presetCombo");
        const int quick = preset->findData(QStringLiteral("quick"));
        QVERIFY(quick >= 0);
        preset->setFocus();
        // With the keyboard: up to the top, then down to the preset.
        QTest::keyClick(preset, Qt::Key_Home);
        for (int i = 0; i < preset->count() && preset->currentIndex() != quick; ++i) {
            QTest::keyClick(preset, Qt::Key_Down);
        }
        QCOMPARE(preset->currentIndex(), quick);
        QCOMPARE(m_program->workbench.draft().model.backbone, Backbone::ResNet20);

        auto* name = m_program->find<QLineEdit>("runNameEdit");
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("first light"));
    }

    void startsAndShowsCurvesMatrixAndAttention()
    {
        QTRY_VERIFY(m_program->find<QWidget>("startButton")->isEnabled());
        click(m_program->find<QWidget>("startButton"));
        QTRY_COMPARE(m_program->window.currentPage(), PageId::Train);
        auto& training = m_program->workbench.training();
        QTRY_COMPARE_WITH_TIMEOUT(training.state(), RunState::Running, 30'000);
        QVERIFY(m_program->find<QProgressBar>("trainProgress")->isVisible());

        // The first epoch's validation brings the matrix; steps bring the curve long before.
        auto* confusion = m_program->find<ConfusionView>("confusionView");
        QTRY_VERIFY_WITH_TIMEOUT(confusion->isVisible() && confusion->model() != nullptr &&
                                     confusion->model()->rowCount() == 10,
                                 trainingLimit);
        auto* watched = m_program->find<WatchedView>("watchedView");
        QTRY_COMPARE_WITH_TIMEOUT(watched->pictureCount(), 8, 10'000);
        QVERIFY(m_program->find<QWidget>("lossPlot")->isVisible());
        QVERIFY(m_program->find<QWidget>("accuracyPlot")->isVisible());
        QTRY_COMPARE(m_program->find<QAbstractItemView>("scoresTable")->model()->rowCount(), 10);
    }

    void pausesResumesAndStops()
    {
        auto& training = m_program->workbench.training();
        auto* pause = m_program->find<QPushButton>("pauseButton");
        click(pause);
        QTRY_COMPARE_WITH_TIMEOUT(training.state(), RunState::Paused, 30'000);
        QSignalSpy steps(&training, &TrainingSession::stepsArrived);
        QTest::qWait(500);
        QCOMPARE(steps.count(), 0);

        click(pause);
        QTRY_COMPARE_WITH_TIMEOUT(training.state(), RunState::Running, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(steps.count() > 0, 30'000);

        click(m_program->find<QPushButton>("stopButton"));
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), 30'000);
        QCOMPARE(training.state(), RunState::Stopped);
        m_run = training.runDirectory();
        const auto run = RunDirectory::open(m_run.toStdString());
        QVERIFY2(run.ok(), run ? "" : toString(run.error()).c_str());
        QCOMPARE(QString::fromStdString(run.value().label().name), QStringLiteral("first light"));
        QVERIFY(run.value().status().epochsDone >= 1);
    }

    void carriesOnToTheEnd()
    {
        auto& training = m_program->workbench.training();
        const auto* page = m_program->window.findChild<TrainPage*>(); // Runs has such a button too.
        QVERIFY(page);
        click(need<QPushButton>(*page, "resumeRunButton"));
        QTRY_VERIFY_WITH_TIMEOUT(training.active(), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), trainingLimit);
        QCOMPARE(training.state(), RunState::Finished);
        QCOMPARE(training.runDirectory(), m_run);
        const auto run = RunDirectory::open(m_run.toStdString());
        QVERIFY(run.ok());
        QCOMPARE(run.value().status().epochsDone, 8);
        QVERIFY2(run.value().status().bestAccuracy >= 0.97, "the digits are learned");
    }

    void inspectsAWrongImage()
    {
        QTest::keyClick(&m_program->window, Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(m_program->window.currentPage(), PageId::Inspect);
        auto* images = m_program->find<QAbstractItemView>("inspectThumbnails");
        QTRY_VERIFY_WITH_TIMEOUT(images->model()->rowCount() > 0, 30'000);
        const int all = images->model()->rowCount();

        auto* outcome = m_program->find<QComboBox>("outcomeFilter");
        outcome->setFocus();
        QTest::keyClick(outcome, Qt::Key_End); // "wrong" stands last.
        QTRY_VERIFY(images->model()->rowCount() < all);
        QVERIFY2(images->model()->rowCount() > 0, "no network is right about all of them");
        const auto first = images->model()->index(0, 0);
        QTest::mouseClick(images->viewport(), Qt::LeftButton, {},
                          images->visualRect(first).center());
        auto* map = m_program->find<HeatMapView>("inspectHeatMap");
        QTRY_VERIFY_WITH_TIMEOUT(map->heatMap().rows == 7 && map->heatMap().columns == 7, 30'000);
        double sum = 0;
        for (const float cell : map->heatMap().cells) {
            sum += cell;
        }
        QVERIFY(qAbs(sum - 1) < 1e-3);
    }

    void classifiesADroppedFile()
    {
        const auto digits = openDataSource("builtin:digits");
        QVERIFY(digits.ok());
        const auto image = digits.value().validation->image(0);
        QVERIFY(image.ok());
        const auto file = m_folder.filePath(QStringLiteral("七.png"));
        QVERIFY(writePng(image.value(), file.toStdString()).ok());

        QTest::keyClick(&m_program->window, Qt::Key_5, Qt::ControlModifier);
        QTRY_COMPARE(m_program->window.currentPage(), PageId::Classify);
        dropFiles(m_program->find<QWidget>("dropZone"), {file});
        auto* table = m_program->find<QAbstractItemView>("classifyTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, 30'000);
        auto* map = m_program->find<HeatMapView>("classifyHeatMap");
        QTRY_COMPARE_WITH_TIMEOUT(map->heatMap().rows, 7, 30'000);
    }

    void comparesWithAPlainCnn()
    {
        QTest::keyClick(&m_program->window, Qt::Key_2, Qt::ControlModifier);
        m_program->find<QSpinBox>("field_train_epochs")->setValue(1);
        QTest::keyClick(&m_program->window, Qt::Key_7, Qt::ControlModifier);
        QCOMPARE(m_program->window.currentPage(), PageId::Compare);
        click(m_program->find<QPushButton>("compareReadyButton"));
        m_program->find<QSpinBox>("compareSeeds")->setValue(2);
        auto* const start = m_program->find<QPushButton>("compareStartButton");
        click(start);
        auto& training = m_program->workbench.training();
        QTRY_VERIFY_WITH_TIMEOUT(training.active(), 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(start->text(), QStringLiteral("Start"), trainingLimit);
        const auto* const table = m_program->find<QAbstractItemView>("compareTable")->model();
        QCOMPARE(table->rowCount(), 3);
        QVERIFY(!table->index(2, 2).data().toString().isEmpty());
        m_program->workbench.setOpenRun(m_run);
    }

    void handsTheRunOver()
    {
        auto* page = m_program->window.findChild<TrainPage*>();
        QTest::keyClick(&m_program->window, Qt::Key_3, Qt::ControlModifier);
        click(need<QPushButton>(*page, "exportRunButton"));
        QTRY_COMPARE(m_program->window.currentPage(), PageId::Export);
        auto* name = m_program->find<QLineEdit>("exportName");
        QTRY_COMPARE(name->text(), QStringLiteral("first light"));
        m_program->find<QLineEdit>("exportFolder")->setText(m_folder.path());
        for (const char* form : {"export-onnx-int8", "export-onnx-int8-calibrated",
                                 "export-safetensors", "export-torchscript", "export-report"}) {
            auto* box = m_program->find<QCheckBox>(form);
            box->setFocus();
            QTest::keyClick(box, Qt::Key_Space);
            QVERIFY(box->isChecked());
        }
        click(m_program->find<QPushButton>("exportButton"));
        auto* cancel = m_program->find<QPushButton>("cancelExportButton");
        QVERIFY(cancel->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!cancel->isVisible(), trainingLimit);
        const auto* table = m_program->find<QAbstractItemView>("exportTable")->model();
        QCOMPARE(table->rowCount(), 7); // Six files, and the run itself in int8.
        int files = 0;
        for (int row = 0; row < 7; ++row) {
            const auto file = table->index(row, 0);
            QVERIFY2(!file.data(ExportModel::RefusedRole).toBool(),
                     qPrintable(file.data(Qt::ToolTipRole).toString()));
            files += QFileInfo::exists(file.data(ExportModel::PathRole).toString()) ? 1 : 0;
        }
        QCOMPARE(files, 6);
        click(m_program->find<QWidget>("messageClose"));
    }

    void leavesPicturesOfEveryPage()
    {
        const QDir pictures(QStringLiteral(WEFT_BINARY_DIR "/screenshots"));
        QVERIFY(pictures.mkpath(QStringLiteral(".")));
        auto& settings = m_program->workbench.settings();
        const std::array<const char*, 9> names{"data", "configure", "train",  "inspect", "classify",
                                               "runs", "compare",   "export", "cluster"};
        for (const auto language : {LanguageChoice::English, LanguageChoice::Chinese}) {
            settings.setLanguage(language);
            for (const auto theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
                settings.setTheme(theme);
                for (std::size_t i = 0; i < names.size(); ++i) {
                    m_program->window.showPage(static_cast<PageId>(i));
                    QTest::qWait(400);
                    const auto name =
                        QStringLiteral("%1-%2-%3.png")
                            .arg(QLatin1String(names[i]),
                                 theme == ThemeChoice::Light ? QStringLiteral("light")
                                                             : QStringLiteral("dark"),
                                 language == LanguageChoice::English ? QStringLiteral("en")
                                                                     : QStringLiteral("zh"));
                    const auto picture = m_program->window.grab();
                    QCOMPARE(picture.size(), QSize(1280, 800));
                    QVERIFY(picture.save(pictures.filePath(name)));
                }
            }
        }
        settings.setLanguage(LanguageChoice::English);
        settings.setTheme(ThemeChoice::Light);
    }

    void findsTheRunAfterARestart()
    {
        m_program->window.showPage(PageId::Runs);
        m_program->window.close();
        m_program.reset();
        m_program = std::make_unique<Program>(m_library);
        QVERIFY(QTest::qWaitForWindowExposed(&m_program->window));
        QCOMPARE(m_program->window.currentPage(), PageId::Runs);
        auto* runs = m_program->find<QAbstractItemView>("runTable");
        QTRY_COMPARE_WITH_TIMEOUT(runs->model()->rowCount(), 7, 10'000); // With the compared ones.
        const auto found =
            runs->model()->match(runs->model()->index(0, 0), Qt::DisplayRole, "first light");
        QCOMPARE(found.size(), 1);
        runs->scrollTo(found[0]);
        const auto cell = runs->visualRect(found[0]).center();
        QTest::mouseClick(runs->viewport(), Qt::LeftButton, {}, cell);
        click(m_program->find<QWidget>("openRunButton"));
        QTRY_COMPARE(m_program->window.currentPage(), PageId::Train);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_program->find<QAbstractItemView>("scoresTable")->model()->rowCount(), 10, 10'000);
    }

private:
    QTemporaryDir m_folder;
    QString m_library;
    QString m_run;
    std::unique_ptr<Program> m_program;
};

int main(int argc, char* argv[])
{
    configureProcess();
    configureThreads(0);
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Weft"));
    QCoreApplication::setApplicationName(QStringLiteral("Weft"));
    TestWholeWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_whole_window.moc"
