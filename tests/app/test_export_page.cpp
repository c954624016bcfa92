#include "tests/support/screenshot.h"
#include "tests/support/tiny_run.h"
#include "tests/support/window_driver.h"

#include "app/main_window.h"
#include "app/pages/classify_page.h"
#include "app/pages/export/changed_card.h"
#include "app/pages/export_page.h"
#include "app/pages/runs_page.h"
#include "app/session/workbench.h"
#include "app/window/language.h"

#include "widgets/images/changed_image_model.h"
#include "widgets/plots/trade_off_chart.h"
#include "widgets/plots/width_chart.h"
#include "widgets/runs/export_model.h"
#include "widgets/util/message_bar.h"

#include "core/store/run_directory.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace weft;
using namespace weft::testing;

namespace {

constexpr int patience = 60'000; ///< Milliseconds, on a busy machine.

QByteArray contentOf(const QString& file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

void write(const QString& file, const QByteArray& content)
{
    QFile opened(file);
    QVERIFY(opened.open(QIODevice::WriteOnly));
    opened.write(content);
}

} // namespace

/// Runs leave Weft by real clicks and keys, in the real window.
class TestExportPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("WeftTest"));
        QCoreApplication::setApplicationName(QStringLiteral("TestExportPage"));
        applyTheme(*qApp, true);
        m_root = m_folder.path().toStdString();
        QVERIFY(samples::makeColourFolder(m_root / "colours"));
        for (const auto& [name, head] :
             {std::pair{"colours one", Head::Attention}, std::pair{"plain", Head::Mean}}) {
            const auto run = samples::trainTinyRun(m_root / "colours", m_root / "runs", name, head);
            QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
            m_runs.append(QString::fromStdString(run->string()));
        }
    }

    void init()
    {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("language"), static_cast<int>(LanguageChoice::English));
        m_out = std::make_unique<QTemporaryDir>();
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(
            QString::fromStdString((m_root / "runs").string()));
        m_workbench->settings().setExportFolder(m_out->path());
        m_language = std::make_unique<Language>(m_workbench->settings());
        m_window = std::make_unique<MainWindow>(*m_workbench);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_language.reset();
        m_workbench.reset();
    }

    void withoutARunThePageSaysSo()
    {
        m_workbench->settings().setLibraryFolder(m_out->filePath(QStringLiteral("none")));
        QTest::keyClick(m_window.get(), Qt::Key_8, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), PageId::Export);
        auto* const configure = find<QPushButton>("exportConfigureButton");
        QTRY_VERIFY(configure->isVisible());
        QTRY_VERIFY(text("exportHint").contains("No run has a trained network"));
        QVERIFY(!find<QPushButton>("exportButton")->isEnabled());
        click(configure);
        QCOMPARE(m_window->currentPage(), PageId::Configure);
    }

    void theRunsButtonBringsTheRunHere()
    {
        m_window->showPage(PageId::Runs);
        auto* const table = find<QTableView>("runTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        const auto found =
            table->model()->match(table->model()->index(0, 0), Qt::DisplayRole, "plain");
        QCOMPARE(found.size(), 1);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(found[0]).center());
        click(need<QPushButton>(*m_window->findChild<RunsPage*>(), "exportRunButton"));
        QCOMPARE(m_window->currentPage(), PageId::Export);
        QTRY_COMPARE(page("runCombo")->currentText(), QStringLiteral("plain"));
        QTRY_COMPARE(find<QLineEdit>("exportName")->text(), QStringLiteral("plain"));
        QTRY_VERIFY(need<QLabel>(*exportPage(), "networkFacts")->text().contains('%'));
    }

    void aRunOutsideTheLibraryIsDroppedOnThePage()
    {
        m_workbench->settings().setLibraryFolder(m_out->filePath(QStringLiteral("none")));
        m_window->showPage(PageId::Export);
        dropFiles(exportPage(), {m_runs[0]});
        QCOMPARE(m_window->currentPage(), PageId::Export);
        QTRY_COMPARE(find<QLineEdit>("exportName")->text(), QStringLiteral("colours one"));
        QTRY_VERIFY(find<QPushButton>("exportButton")->isEnabled());
    }

    void aRunBecomesProvedFiles()
    {
        open(m_runs[0]);
        tick({"onnx", "safetensors", "tables", "report"});
        exportAll();
        const auto* const table = find<QTableView>("exportTable")->model();
        QCOMPARE(table->rowCount(), 4);
        QCOMPARE(cell(0, ExportModel::VerdictColumn), QStringLiteral("proved"));
        QCOMPARE(cell(1, ExportModel::VerdictColumn), QStringLiteral("weights proved"));
        for (const int row : {0, 1}) {
            QCOMPARE(cell(row, ExportModel::AccuracyColumn),
                     cell(row, ExportModel::RunAccuracyColumn));
            QVERIFY(cell(row, ExportModel::DifferenceColumn).toDouble() < 1e-3);
        }
        QCOMPARE(cell(2, ExportModel::VerdictColumn), QStringLiteral("written"));
        QCOMPARE(cell(3, ExportModel::VerdictColumn), QStringLiteral("written"));
        for (const auto* name : {"colours one.onnx", "colours one.safetensors", "colours one.py",
                                 "colours one-tables", "colours one-report.html"}) {
            QVERIFY2(QFileInfo::exists(out(name)), name);
        }
        // The run, and the two networks beside it.
        QCOMPARE(find<TradeOffChart>("exportSizeChart")->points().size(), 3);
        QCOMPARE(find<TradeOffChart>("exportTimeChart")->points().size(), 3);
        QVERIFY(find<TradeOffChart>("exportSizeChart")->points()[0].cost > 0);
        QVERIFY(text("exportNothingChanged").contains("keeps its class"));
        QVERIFY(text("exportDetails").contains("12"));
        QVERIFY(message().contains("4 files"));
        click(find<QPushButton>("exportCopyButton"));
        QCOMPARE(QGuiApplication::clipboard()->text(), out("colours one.onnx"));
        saveScreenshots(*m_window, QStringLiteral("export-proof"));
    }

    void aNameThatExistsIsSaidAndIsReplacedOnlyWhenTold()
    {
        write(out("colours one.onnx"), "mine");
        open(m_runs[0]);
        auto* const button = find<QPushButton>("exportButton");
        QTRY_VERIFY(text("exportHint").contains("“colours one.onnx” exists"));
        QVERIFY(!button->isEnabled());
        QVERIFY(text("exportFile-onnx").contains("exists"));
        saveScreenshots(*m_window, QStringLiteral("export-exists"));

        // Another name, by keys, needs no leave.
        auto* const name = find<QLineEdit>("exportName");
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, "other");
        QTRY_VERIFY(button->isEnabled());
        name->selectAll();
        QTest::keyClicks(name, "colours one");
        QTRY_VERIFY(!button->isEnabled() && text("exportHint").contains("exists"));

        auto* const replace = find<QCheckBox>("exportReplace");
        replace->setFocus();
        QTest::keyClick(replace, Qt::Key_Space);
        QVERIFY(button->isEnabled());
        exportAll();
        QCOMPARE(cell(0, ExportModel::VerdictColumn), QStringLiteral("proved"));
        QVERIFY(contentOf(out("colours one.onnx")) != "mine");
        QVERIFY(!replace->isChecked()); // The next one asks again.
        QTRY_VERIFY(!button->isEnabled());
    }

    void aFileBeyondTheToleranceIsRefusedAndTheFormerOneStays()
    {
        write(out("colours one.onnx"), "mine");
        open(m_runs[0]);
        auto* const tolerance = find<QLineEdit>("exportTolerance");
        tolerance->setFocus();
        tolerance->selectAll();
        QTest::keyClicks(tolerance, "none");
        QVERIFY(text("exportHint").contains("number above 0"));
        tolerance->selectAll();
        QTest::keyClicks(tolerance, "1e-30");
        QTRY_VERIFY(text("exportHint").contains("exists"));
        QTest::keyClick(find<QCheckBox>("exportReplace"), Qt::Key_Space);
        exportAll();
        QCOMPARE(cell(0, ExportModel::VerdictColumn), QStringLiteral("refused"));
        QVERIFY(text("exportDetails").contains("untouched"));
        QVERIFY(message().contains("could not be exported"));
        QCOMPARE(contentOf(out("colours one.onnx")), QByteArray("mine"));
        QVERIFY(!find<QPushButton>("exportCopyButton")->isEnabled());
        QVERIFY(find<TradeOffChart>("exportSizeChart")->points().last().hollow);
        saveScreenshots(*m_window, QStringLiteral("export-refused"));
    }

    void aFolderThatIsNotThereIsSaidBeforehand()
    {
        open(m_runs[0]);
        auto* const folder = find<QLineEdit>("exportFolder");
        folder->setText(m_out->filePath("nowhere"));
        QTRY_VERIFY(text("exportHint").contains("no such folder"));
        QVERIFY(!find<QPushButton>("exportButton")->isEnabled());
        folder->setText(m_out->path());
        QTRY_VERIFY(find<QPushButton>("exportButton")->isEnabled());
        find<QLineEdit>("exportName")->setText("a/b");
        QVERIFY(text("exportHint").contains("slash"));
        find<QLineEdit>("exportName")->setText("a");
        tick({});
        QVERIFY(text("exportHint").contains("Tick a form"));
    }

    void cancelLeavesNoHalfFile()
    {
        open(m_runs[0]);
        tick({"onnx", "torchscript", "safetensors"});
        auto* const button = find<QPushButton>("exportButton");
        QTRY_VERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        auto* const cancel = find<QPushButton>("cancelExportButton");
        QVERIFY(cancel->isVisible() && find<QProgressBar>("exportBar")->isVisible());
        QVERIFY(!button->isEnabled());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY(!cancel->isVisible());
        QVERIFY(message().contains("cancelled"));
        QCOMPARE(cell(0, ExportModel::VerdictColumn), QStringLiteral("not made"));
        QTRY_VERIFY(button->isEnabled());
        exportAll(); // Nothing of the first stands in its way.
        for (int row = 0; row < 3; ++row) {
            QVERIFY(cell(row, ExportModel::VerdictColumn).endsWith(QStringLiteral("proved")));
        }
        QCOMPARE(QDir(m_out->path())
                     .entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot)
                     .join(' '),
                 QStringLiteral("colours one.onnx colours one.pt colours one.py "
                                "colours one.safetensors"));
    }

    void imagesThatChangeTheirClassAreShownWithBothAnswers()
    {
        const auto data = openDataSource("builtin:digits");
        QVERIFY(data.ok());
        ChangedCard card;
        card.resize(640, 260);
        card.show();
        card.setImages(data->validation, {"zero", "one", "two"});
        ExportedFile file;
        file.proof.emplace();
        for (std::size_t i = 0; i < 30; ++i) {
            file.proof->changed.push_back({i, "digit", 1, {1, 0.6F}, {2, 0.7F}});
        }
        card.showFile(&file);
        const auto* const model = card.findChild<QTableView*>("exportChangedTable")->model();
        QCOMPARE(model->rowCount(), 30);
        QCOMPARE(model->index(0, ChangedImageModel::AfterColumn).data().toString(),
                 QStringLiteral("two, 70.0 %"));
        const auto picture = [model](int row) {
            return model->index(row, ChangedImageModel::PictureColumn)
                .data(Qt::DecorationRole)
                .value<QImage>();
        };
        QTRY_VERIFY(!picture(0).isNull());
        QVERIFY(picture(29).isNull()); // Out of sight.
        card.showFile(nullptr);
        QCOMPARE(model->rowCount(), 0);
    }

    void anExportedFileDroppedOnTheWindowClassifies()
    {
        open(m_runs[0]);
        exportAll();
        const auto file = out("colours one.onnx");
        m_window->showPage(PageId::Runs);
        dropFiles(m_window.get(), {file});
        QCOMPARE(m_window->currentPage(), PageId::Classify);
        auto* const classify = m_window->findChild<ClassifyPage*>();
        auto* const facts = need<QLabel>(*classify, "networkFacts");
        QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains("exported file"), patience);
        QVERIFY(!need<QComboBox>(*classify, "checkpointCombo")->isVisible());
        const auto picture = m_out->filePath("red.png");
        QVERIFY(writePng(samples::colouredSquare(true, 2), picture.toStdString()).ok());
        dropFiles(find<QWidget>("dropZone"), {picture});
        const auto* const table = find<QTableView>("classifyTable")->model();
        QTRY_VERIFY_WITH_TIMEOUT(
            table->rowCount() == 1 && table->index(0, 3).data().toString().contains('%'), patience);
        const auto byFile =
            table->index(0, 2).data().toString() + table->index(0, 3).data().toString();
        QTRY_VERIFY(text("classifyMapText").contains("Attention"));
        // The run itself says the same.
        auto* const runs = need<QComboBox>(*classify, "runCombo");
        runs->setCurrentIndex(runs->findText("colours one"));
        QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains('%'), patience);
        QTRY_COMPARE_WITH_TIMEOUT(table->index(0, 2).data().toString() +
                                      table->index(0, 3).data().toString(),
                                  byFile, patience);
    }

    void aFileWithoutAttentionSaysWhyThereIsNoMap()
    {
        open(m_runs[1]);
        exportAll();
        dropFiles(m_window.get(), {out("plain.onnx")});
        const auto picture = m_out->filePath("red.png");
        QVERIFY(writePng(samples::colouredSquare(true, 2), picture.toStdString()).ok());
        dropFiles(find<QWidget>("dropZone"), {picture});
        QTRY_VERIFY_WITH_TIMEOUT(text("classifyMapText").contains("Grad-CAM needs"), patience);
    }

    void aDamagedFileIsSaidInTheMessageBar()
    {
        const auto file = m_out->filePath("broken.onnx");
        write(file, "this is no network");
        dropFiles(m_window.get(), {file});
        QCOMPARE(m_window->currentPage(), PageId::Classify);
        QTRY_VERIFY_WITH_TIMEOUT(message().contains("broken.onnx"), patience);
    }

    void pruningShowsWhatRemainsAndTrainsIt()
    {
        open(m_runs[0]);
        auto* const tabs = find<QTabBar>("exportTabs");
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        auto* const start = find<QPushButton>("pruneStartButton");
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), patience);
        auto* const widths = find<WidthChart>("pruneWidths");
        QTRY_VERIFY(widths->isVisible() && !widths->after().isEmpty());
        const auto half = widths->after();
        auto* const slider = find<QSlider>("pruneSlider");
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_PageUp);
        QTest::keyClick(slider, Qt::Key_PageUp);
        QCOMPARE(find<QSpinBox>("prunePercent")->value(), 70);
        QVERIFY(widths->after() != half); // At once.
        saveScreenshots(*m_window, QStringLiteral("export-prune"));

        find<QSpinBox>("pruneEpochs")->setValue(1);
        QTest::keyClicks(find<QLineEdit>("pruneName"), "small");
        click(start);
        QCOMPARE(m_window->currentPage(), PageId::Train);
        auto& training = m_workbench->training();
        QVERIFY(training.active());
        QVERIFY(text("pruneHint").contains("A training is running"));
        QTRY_VERIFY_WITH_TIMEOUT(!training.active(), patience);
        QCOMPARE(training.state(), RunState::Finished);
        const auto run = RunDirectory::open(training.runDirectory().toStdString());
        QVERIFY(run.ok());
        QCOMPARE(run->label().name, std::string("small"));
        QCOMPARE(run->record().config.train.epochs, 1);
        const auto parent = RunDirectory::open(m_runs[0].toStdString());
        QVERIFY(run->record().parameters < parent->record().parameters);
        QVERIFY(run->record().parent.has_value());
        QCOMPARE(run->record().parent->id, parent->record().id);
    }

private:
    template <typename T>
    T* find(const char* name)
    {
        return need<T>(*m_window, name);
    }

    [[nodiscard]] ExportPage* exportPage() const { return m_window->findChild<ExportPage*>(); }
    [[nodiscard]] QComboBox* page(const char* name) const
    {
        return need<QComboBox>(*exportPage(), name);
    }
    QString text(const char* name) { return find<QLabel>(name)->text(); }
    QString message() { return find<MessageBar>("messageBar")->text(); }
    [[nodiscard]] QString out(const char* name) const { return m_out->filePath(name); }

    QString cell(int row, int column)
    {
        return find<QTableView>("exportTable")->model()->index(row, column).data().toString();
    }

    void open(const QString& run)
    {
        m_workbench->exportRun(run);
        QTRY_VERIFY_WITH_TIMEOUT(
            QDir::cleanPath(page("runCombo")->currentData().toString()) == QDir::cleanPath(run) &&
                need<QLabel>(*exportPage(), "networkFacts")->text().contains('%'),
            patience);
    }

    /// These forms and no others.
    void tick(const QStringList& forms)
    {
        for (const auto format : {"onnx", "onnx-int8", "onnx-int8-calibrated", "safetensors",
                                  "torchscript", "tables", "report"}) {
            auto* const box = find<QCheckBox>(("export-" + std::string(format)).c_str());
            if (box->isChecked() != forms.contains(QLatin1String(format))) {
                QTest::keyClick(box, Qt::Key_Space);
            }
        }
    }

    void exportAll()
    {
        auto* const button = find<QPushButton>("exportButton");
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), patience);
        click(button);
        auto* const cancel = find<QPushButton>("cancelExportButton");
        QTRY_VERIFY_WITH_TIMEOUT(!cancel->isVisible(), patience);
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_root;
    QStringList m_runs;
    std::unique_ptr<QTemporaryDir> m_out;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<Language> m_language;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestExportPage)
#include "test_export_page.moc"
