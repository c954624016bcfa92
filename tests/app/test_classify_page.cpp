#include "tests/support/screenshot.h"
#include "tests/support/tiny_run.h"

#include "app/pages/classify_page.h"
#include "app/session/workbench.h"

#include "widgets/heatmap/heatmap_painter.h"
#include "widgets/heatmap/heatmap_view.h"
#include "widgets/images/image_convert.h"
#include "widgets/images/probability_bars.h"
#include "widgets/util/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <filesystem>

using namespace weft;

class TestClassifyPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        applyTheme(*qApp, true);
        m_root = m_folder.path().toStdString();
        const auto data = m_root / "colours";
        QVERIFY(samples::makeColourFolder(data));
        for (const auto* name : {"first", "second"}) {
            const auto run = samples::trainTinyRun(data, m_root / "runs", name, Head::Attention);
            QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        }
        m_pictures = m_root / "holiday";
        std::filesystem::create_directories(m_pictures / "below");
        for (int i = 0; i < 3; ++i) {
            const auto name = "picture " + std::to_string(i) + ".png";
            QVERIFY(writePng(samples::colouredSquare(i == 1, i, 40), m_pictures / name).ok());
        }
        QVERIFY(writePng(samples::colouredSquare(true, 4), m_pictures / "below" / "图.png").ok());
        QFile text(QString::fromStdString((m_pictures / "text.png").string()));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("this is no picture");
    }

    void init()
    {
        m_workbench = std::make_unique<Workbench>();
        m_workbench->settings().setLibraryFolder(
            QString::fromStdString((m_root / "runs").string()));
        m_page = std::make_unique<ClassifyPage>(*m_workbench);
        m_page->resize(1192, 734);
    }

    void cleanup()
    {
        m_page.reset();
        m_workbench.reset();
    }

    void aFolderDroppedAnywhereOnThePageIsClassified()
    {
        show();
        QVERIFY(drop({QString::fromStdString(m_pictures.string())}));
        auto* table = find<QTableView>("classifyTable");
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 5, 20'000);
        // In the order of the names, what lies below first.
        QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("图.png"));
        QCOMPARE(table->model()->index(4, 1).data().toString(), QStringLiteral("text.png"));
        QVERIFY(table->model()->index(4, 3).data().toString().isEmpty());
        QVERIFY(table->model()->index(1, 3).data().toString().endsWith(QStringLiteral("%")));

        auto* view = find<HeatMapView>("classifyHeatMap");
        QTRY_VERIFY(isDrawable(view->heatMap()));
        QCOMPARE(find<ProbabilityBars>("classifyBars")->bars().size(), 2);
        QVERIFY(!find<QPushButton>("cancelClassifyButton")->isVisible());
        saveScreenshots(*m_page, QStringLiteral("classify"));

        table->selectRow(4);
        QVERIFY(find<QLabel>("classifyProblem")->isVisible());
        QVERIFY(find<ProbabilityBars>("classifyBars")->bars().isEmpty());
    }

    void theRunAndItsAccuracyAreShownAndCanBeChanged()
    {
        show();
        auto* runs = find<QComboBox>("runCombo");
        QTRY_COMPARE(runs->count(), 2);
        auto* facts = find<QLabel>("networkFacts");
        QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains(QLatin1Char('%')), 10'000);
        classifyOne();
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);

        find<QComboBox>("checkpointCombo")->setCurrentIndex(1);
        QCOMPARE(answered(), 0); // The other network has not answered yet.
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
        QVERIFY(m_page->subheading().contains(QStringLiteral("last checkpoint")));
        runs->setCurrentIndex(1);
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
    }

    void aRunComputesInInt8WhereThatIsTicked()
    {
        show();
        auto* const facts = find<QLabel>("networkFacts");
        QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains(QLatin1Char('%')), 10'000);
        classifyOne();
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
        const auto before = probability();
        auto* const int8 = find<QCheckBox>("int8Check");
        int8->setFocus();
        QTest::keyClick(int8, Qt::Key_Space);
        QCOMPARE(answered(), 0); // The other network has not answered yet.
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
        QVERIFY(m_page->subheading().contains(QStringLiteral("best checkpoint, int8")));
        QVERIFY(facts->text().contains(QStringLiteral("before int8")));
        const auto after = probability();
        QVERIFY(after != before); // Or nothing was rounded.
        QVERIFY(std::abs(after - before) < 0.2);
        saveScreenshots(*m_page, QStringLiteral("classify-int8"));
        const QString file = m_folder.filePath(QStringLiteral("int8.csv"));
        QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        m_page->saveCsv(file);
        QTRY_COMPARE(posted.count(), 1);
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(saved.readAll().contains(",best int8"));
        QTest::keyClick(int8, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
        QCOMPARE(probability(), before);
    }

    void eachHeadsMapCanBeShown()
    {
        const auto library = m_root / "heads";
        const auto run =
            samples::trainTinyRun(m_root / "colours", library, "heads", Head::Attention, 2);
        QVERIFY2(run.ok(), run.ok() ? "" : toString(run.error()).c_str());
        m_workbench->settings().setLibraryFolder(QString::fromStdString(library.string()));
        show();
        QVERIFY(!find<QComboBox>("classifyHeads")->isVisible());
        classifyOne();
        auto* const heads = find<QComboBox>("classifyHeads");
        QTRY_VERIFY_WITH_TIMEOUT(heads->isVisible(), 10'000);
        QCOMPARE(heads->count(), 3);
        auto* const view = find<HeatMapView>("classifyHeatMap");
        QTRY_VERIFY(isDrawable(view->heatMap()));
        const auto mean = view->heatMap().cells;
        QVERIFY(find<QLabel>("classifyMapText")->text().contains("mean of 2 heads"));
        heads->setCurrentIndex(2);
        emit heads->activated(2);
        QVERIFY(view->heatMap().cells != mean);
        QVERIFY(!find<QLabel>("classifyMapText")->text().contains("mean"));
        saveScreenshots(*m_page, QStringLiteral("classify-heads"));

        // The choice outlives a row that waits.
        find<QComboBox>("checkpointCombo")->setCurrentIndex(1);
        auto* const table = find<QTableView>("classifyTable");
        table->selectionModel()->clearCurrentIndex();
        table->selectRow(0);
        QVERIFY(!heads->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(heads->isVisible(), 10'000);
        QCOMPARE(heads->currentIndex(), 2);
        QVERIFY(!find<QLabel>("classifyMapText")->text().contains("mean"));
    }

    void aPastedPictureIsClassified()
    {
        show();
        QGuiApplication::clipboard()->setImage(toQImage(samples::colouredSquare(true, 2, 30)));
        QTest::keySequence(m_page.get(), QKeySequence::Paste);
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
        QVERIFY(find<QTableView>("classifyTable")
                    ->model()
                    ->index(0, 1)
                    .data()
                    .toString()
                    .contains(QStringLiteral("pasted")));
        QTRY_COMPARE(find<HeatMapView>("classifyHeatMap")->picture().width(), 30);
    }

    void filesThatCameBeforeThePageWasShownAreClassified()
    {
        classifyOne();
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
    }

    void theResultsAreSavedAndCleared()
    {
        show();
        classifyOne();
        QTRY_COMPARE_WITH_TIMEOUT(answered(), 1, 10'000);
        const QString file = m_folder.filePath(QStringLiteral("results.csv"));
        QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        m_page->saveCsv(file);
        QTRY_COMPARE(posted.count(), 1);
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        const QByteArray table = saved.readAll();
        QCOMPARE(table.count('\n'), 2);
        QVERIFY(table.contains("picture 0.png"));
        QTest::mouseClick(find<QPushButton>("clearButton"), Qt::LeftButton);
        QCOMPARE(find<QTableView>("classifyTable")->model()->rowCount(), 0);
        QVERIFY(!find<QPushButton>("saveCsvButton")->isEnabled());
    }

    void cancelLeavesTheRestUnanswered()
    {
        show();
        QStringList many;
        for (int i = 0; i < 500; ++i) {
            many.append(QString::fromStdString((m_pictures / "picture 0.png").string()));
        }
        m_page->classifyFiles(many);
        auto* cancel = find<QPushButton>("cancelClassifyButton");
        QTRY_VERIFY_WITH_TIMEOUT(answered() > 0 && cancel->isVisible(), 10'000);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(!cancel->isVisible());
        QCOMPARE(answered(), 500);
        QVERIFY(
            !find<QTableView>("classifyTable")->model()->index(499, 2).data().toString().isEmpty());
        QVERIFY(
            find<QTableView>("classifyTable")->model()->index(499, 3).data().toString().isEmpty());
    }

    void withoutANetworkThePageSaysSo()
    {
        m_workbench->settings().setLibraryFolder(m_folder.filePath(QStringLiteral("no runs")));
        show();
        auto* configure = find<QPushButton>("classifyConfigureButton");
        QTRY_VERIFY(configure->isVisible());
        QSignalSpy asked(m_workbench.get(), &Workbench::pageRequested);
        QTest::mouseClick(configure, Qt::LeftButton);
        QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Configure);
        classifyOne();
        QTRY_COMPARE(answered(), 1);
        QVERIFY(find<QTableView>("classifyTable")
                    ->model()
                    ->index(0, 2)
                    .data()
                    .toString()
                    .contains(QStringLiteral("no run has a trained network")));
    }

private:
    template <typename T>
    T* find(const char* name)
    {
        auto* found = m_page->findChild<T*>(QLatin1String(name));
        if (found == nullptr) {
            qFatal("no widget is called %s", name);
        }
        return found;
    }

    void show()
    {
        m_page->show();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }

    void classifyOne()
    {
        m_page->classifyFiles({QString::fromStdString((m_pictures / "picture 0.png").string())});
    }

    /// Rows with a class or a reason.
    int answered()
    {
        const auto* model = find<QTableView>("classifyTable")->model();
        int count = 0;
        for (int row = 0; row < model->rowCount(); ++row) {
            count += model->index(row, 2).data().toString() == QStringLiteral("waiting") ? 0 : 1;
        }
        return count;
    }

    /// Of the most probable class.
    double probability() { return find<ProbabilityBars>("classifyBars")->bars()[0].probability; }

    bool drop(const QStringList& files)
    {
        QMimeData mime;
        QList<QUrl> urls;
        for (const auto& file : files) {
            urls.append(QUrl::fromLocalFile(file));
        }
        mime.setUrls(urls);
        const QPoint place(200, 400);
        QDragEnterEvent enter(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        enter.setAccepted(false);
        QCoreApplication::sendEvent(m_page.get(), &enter);
        QDropEvent event(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_page.get(), &event);
        return enter.isAccepted();
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_root;
    std::filesystem::path m_pictures;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<ClassifyPage> m_page;
};

QTEST_MAIN(TestClassifyPage)
#include "test_classify_page.moc"
