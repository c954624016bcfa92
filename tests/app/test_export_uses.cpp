#include "export_window.h"
#include "tests/support/screenshot.h"

#include "app/pages/classify_page.h"
#include "app/pages/export/changed_card.h"

#include "widgets/images/changed_image_model.h"
#include "widgets/plots/width_chart.h"

#include "core/store/run_directory.h"

#include <QLineEdit>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>

using namespace weft;
using namespace weft::testing;

/// What becomes of a run beyond its files: they classify, and it is pruned.
class TestExportUses : public QObject, private ExportWindow
{
    Q_OBJECT
private slots:
    void initTestCase() { trainRuns(QStringLiteral("TestExportUses")); }
    void init() { showWindow(); }
    void cleanup() { closeWindow(); }

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
        m_workbench->setBusy(HeavyWork::Exporting, true); // Both take times.
        QVERIFY(!start->isEnabled() && text("pruneHint").contains("export"));
        m_workbench->setBusy(HeavyWork::Exporting, false);
        QVERIFY(start->isEnabled());

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
        QVERIFY(run->record().parent->prunedTime.oneMs > 0);
    }

    void aRunPrunedWithoutFineTuningIsOffered()
    {
        open(m_runs[0]);
        auto* const tabs = find<QTabBar>("exportTabs");
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        auto* const start = find<QPushButton>("pruneStartButton");
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), patience);
        find<QSpinBox>("pruneEpochs")->setValue(0);
        QTest::keyClicks(find<QLineEdit>("pruneName"), "bare");
        click(start);
        QTRY_VERIFY_WITH_TIMEOUT(!m_workbench->training().active(), patience);
        m_window->showPage(PageId::Export);
        QTRY_VERIFY(page("runCombo")->findText("bare") >= 0);
    }
};

QTEST_MAIN(TestExportUses)
#include "test_export_uses.moc"
