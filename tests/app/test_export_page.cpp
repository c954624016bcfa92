#include "export_window.h"
#include "tests/support/screenshot.h"

#include "app/pages/runs_page.h"

#include "widgets/plots/trade_off_chart.h"
#include "widgets/runs/export_model.h"

#include "core/base/processor.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QProgressBar>

using namespace weft;
using namespace weft::testing;

/// Takes what the desktop would open.
class OpenedUrls : public QObject
{
    Q_OBJECT
public:
    OpenedUrls() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "take"); }
    ~OpenedUrls() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }

    QVector<QUrl> urls;

public slots:
    void take(const QUrl& url) { urls.append(url); }
};

/// Runs leave Weft by real clicks and keys, in the real window.
class TestExportPage : public QObject, private ExportWindow
{
    Q_OBJECT
private slots:
    void initTestCase() { trainRuns(QStringLiteral("TestExportPage")); }
    void init() { showWindow(); }
    void cleanup() { closeWindow(); }

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
        QCOMPARE(cell(1, ExportModel::VerdictColumn), QStringLiteral("weights only"));
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
        const OpenedUrls opened;
        click(find<QPushButton>("exportShowButton"));
        QCOMPARE(opened.urls, QVector<QUrl>{QUrl::fromLocalFile(m_out->path())});
        click(find<QPushButton>("exportCopyButton"));
        QCOMPARE(QGuiApplication::clipboard()->text(), out("colours one.onnx"));
        saveScreenshots(*m_window, QStringLiteral("export-proof"));
    }

    void int8IsMeasuredInWeftItselfBesideItsFiles()
    {
        open(m_runs[0]);
        find<QDoubleSpinBox>("exportLoss")->setValue(50);
        tick({"onnx", "onnx-int8", "onnx-int8-calibrated"});
        exportAll();
        QCOMPARE(find<QTableView>("exportTable")->model()->rowCount(), 4);
        QCOMPARE(cell(3, ExportModel::NameColumn), QStringLiteral("Weft int8"));
        QCOMPARE(cell(3, ExportModel::VerdictColumn), QStringLiteral("measured"));
        QVERIFY(cell(3, ExportModel::AccuracyColumn).contains('%'));
        QVERIFY(cell(3, ExportModel::TimeColumn).toDouble() > 0);
        // OpenCV multiplies the files' int8 as float32: their times are told apart, and not drawn.
        for (const int row : {1, 2}) {
            QVERIFY(cell(row, ExportModel::TimeColumn).startsWith('('));
        }
        QVERIFY(cell(0, ExportModel::TimeColumn).front().isDigit());
        QCOMPARE(find<TradeOffChart>("exportSizeChart")->points().size(), 4); // With the run.
        QStringList timed;
        for (const auto& point : find<TradeOffChart>("exportTimeChart")->points()) {
            timed.append(point.name);
        }
        QCOMPARE(timed.mid(0, 2), (QStringList{"the run", "ONNX"}));
        QCOMPARE(timed.contains("Weft int8"), processorHasInt8());
        QVERIFY(!timed.contains("ONNX int8"));
        QVERIFY(message().contains("3 files"));
        auto* const table = find<QTableView>("exportTable");
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(3, 0)).center());
        QVERIFY(text("exportDetails").contains("No file"));
        QVERIFY(!find<QPushButton>("exportShowButton")->isEnabled());
        saveScreenshots(*m_window, QStringLiteral("export-int8"));
        m_workbench->settings().setLanguage(LanguageChoice::Chinese);
        saveScreenshots(*m_window, QStringLiteral("export-int8-zh"));
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
        QVERIFY(m_workbench->obstacleTo(HeavyWork::Comparing).contains("export"));
        QTest::mouseClick(cancel, Qt::LeftButton);
        QCOMPARE(text("exportRemaining"), QStringLiteral("stopping…"));
        QVERIFY(!cancel->isEnabled() && !button->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!cancel->isVisible(), patience);
        QVERIFY(message().contains("cancelled"));
        QCOMPARE(cell(0, ExportModel::VerdictColumn), QStringLiteral("not made"));
        QTRY_VERIFY(button->isEnabled());
        m_workbench->setBusy(HeavyWork::Comparing, true);
        QVERIFY(!button->isEnabled() && text("exportHint").contains("comparison"));
        m_workbench->setBusy(HeavyWork::Comparing, false);
        exportAll(); // Nothing of the first stands in its way.
        for (int row = 0; row < 3; ++row) {
            const auto verdict = cell(row, ExportModel::VerdictColumn);
            QVERIFY2(verdict == "proved" || verdict == "weights only", qPrintable(verdict));
        }
        QCOMPARE(QDir(m_out->path())
                     .entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot)
                     .join(' '),
                 QStringLiteral("colours one.onnx colours one.pt colours one.py "
                                "colours one.safetensors"));
    }
};

QTEST_MAIN(TestExportPage)
#include "test_export_page.moc"
