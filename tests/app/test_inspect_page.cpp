#include "tests/support/screenshot.h"
#include "tests/support/tiny_run.h"

#include "app/pages/inspect_page.h"
#include "app/session/workbench.h"

#include "widgets/heatmap/heatmap_painter.h"
#include "widgets/heatmap/heatmap_view.h"
#include "widgets/images/probability_bars.h"
#include "widgets/images/thumbnail_model.h"
#include "widgets/images/thumbnail_view.h"
#include "widgets/util/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace weft;

class TestInspectPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        applyTheme(*qApp, true);
        const auto root = std::filesystem::path(m_folder.path().toStdString());
        m_data = root / "colours";
        QVERIFY(samples::makeColourFolder(m_data));
        const auto attention =
            samples::trainTinyRun(m_data, root / "runs", "with attention", Head::Attention);
        QVERIFY2(attention.ok(), attention.ok() ? "" : toString(attention.error()).c_str());
        m_attention = QString::fromStdString(attention->string());
        const auto plain = samples::trainTinyRun(m_data, root / "runs", "plain", Head::Gap);
        QVERIFY2(plain.ok(), plain.ok() ? "" : toString(plain.error()).c_str());
        m_plain = QString::fromStdString(plain->string());
        const auto heads =
            samples::trainTinyRun(m_data, root / "runs", "three heads", Head::Attention, 3);
        QVERIFY2(heads.ok(), heads.ok() ? "" : toString(heads.error()).c_str());
        m_heads = QString::fromStdString(heads->string());
    }

    void init()
    {
        m_workbench = std::make_unique<Workbench>();
        m_page = std::make_unique<InspectPage>(*m_workbench);
        m_page->resize(1192, 734);
    }

    void cleanup()
    {
        m_page.reset();
        m_workbench.reset();
    }

    void anEmptyPlaceOffersTheRuns()
    {
        QSignalSpy asked(m_workbench.get(), &Workbench::pageRequested);
        m_page->show();
        QTest::mouseClick(find<QPushButton>("inspectShowRunsButton"), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.at(0).at(0).value<PageId>(), PageId::Runs);
    }

    void aRunShowsItsImagesWithWhatTheNetworkSaysAndWhereItLooks()
    {
        openRun(m_attention);
        QCOMPARE(m_page->heading(), QStringLiteral("with attention"));
        auto* thumbnails = find<ThumbnailView>("inspectThumbnails");
        QCOMPARE(thumbnails->model()->rowCount(), 12);
        QTRY_VERIFY(!thumbnails->model()->index(0, 0).data(Qt::DecorationRole).isNull());

        auto* view = find<HeatMapView>("inspectHeatMap");
        QTRY_VERIFY_WITH_TIMEOUT(isDrawable(view->heatMap()), 10'000);
        QCOMPARE(view->heatMap().kind, HeatMapKind::Attention);
        const auto& bars = find<ProbabilityBars>("inspectBars")->bars();
        QCOMPARE(bars.size(), 2);
        QVERIFY(std::abs(bars[0].probability + bars[1].probability - 1) < 1e-4);
        QVERIFY(bars[0].truth != bars[1].truth);
        QCOMPARE(find<QLabel>("predictedClass")->text(), bars[0].name);

        QTest::mouseMove(view, view->rect().center());
        QTRY_VERIFY(find<QLabel>("cellReadout")->text().contains(QStringLiteral("cell (")));

        QTest::keyClick(thumbnails, Qt::Key_Right);
        QCOMPARE(thumbnails->currentIndex().row(), 1);
        saveScreenshots(*m_page, QStringLiteral("inspect"));
    }

    void theOtherMapIsNamedForWhatItIs()
    {
        openRun(m_attention);
        auto* view = find<HeatMapView>("inspectHeatMap");
        QTRY_VERIFY_WITH_TIMEOUT(isDrawable(view->heatMap()), 10'000);
        QTest::mouseClick(find<QPushButton>("gradCamButton"), Qt::LeftButton);
        QTRY_COMPARE(view->heatMap().kind, HeatMapKind::GradCam);
        QCOMPARE(find<QLabel>("mapText")->text(),
                 QStringLiteral("Grad-CAM on the last feature grid"));
        find<QSlider>("opacitySlider")->setValue(20);
        QCOMPARE(view->opacity(), 0.2);
    }

    void aNetworkWithoutAttentionOffersGradCamOnly()
    {
        openRun(m_plain);
        QVERIFY(!find<QPushButton>("attentionButton")->isEnabled());
        auto* view = find<HeatMapView>("inspectHeatMap");
        QTRY_VERIFY_WITH_TIMEOUT(isDrawable(view->heatMap()), 10'000);
        QCOMPARE(view->heatMap().kind, HeatMapKind::GradCam);
    }

    void eachHeadOfAttentionCanBeLookedAt()
    {
        openRun(m_attention);
        auto* view = find<HeatMapView>("inspectHeatMap");
        QTRY_VERIFY_WITH_TIMEOUT(isDrawable(view->heatMap()), 10'000);
        auto* chooser = find<QComboBox>("inspectHeads");
        QVERIFY(!chooser->isVisible()); // One head: nothing to choose.

        openRun(m_heads);
        QTRY_VERIFY_WITH_TIMEOUT(chooser->isVisible(), 10'000);
        QCOMPARE(chooser->count(), 4);
        QCOMPARE(chooser->currentText(), QStringLiteral("Mean"));
        const auto mean = view->heatMap().cells;
        std::vector<float> sum(mean.size());
        for (int head = 1; head <= 3; ++head) {
            chooser->setCurrentIndex(head);
            emit chooser->activated(head);
            QCOMPARE(chooser->currentText(), QStringLiteral("Head %1").arg(head));
            const auto& cells = view->heatMap().cells;
            QVERIFY(cells != mean);
            for (std::size_t cell = 0; cell < sum.size(); ++cell) {
                sum[cell] += cells[cell] / 3;
            }
        }
        for (std::size_t cell = 0; cell < sum.size(); ++cell) {
            QVERIFY(std::abs(sum[cell] - mean[cell]) < 1e-5F);
        }
        // The choice holds for the next image; Grad-CAM has no heads.
        QTest::keyClick(find<ThumbnailView>("inspectThumbnails"), Qt::Key_Right);
        QTRY_VERIFY(isDrawable(view->heatMap()));
        QCOMPARE(chooser->currentIndex(), 3);
        saveScreenshots(*m_page, QStringLiteral("inspect-heads"));
        QTest::mouseClick(find<QPushButton>("gradCamButton"), Qt::LeftButton);
        QTRY_COMPARE(view->heatMap().kind, HeatMapKind::GradCam);
        QVERIFY(!chooser->isVisible());
        QTest::mouseClick(find<QPushButton>("attentionButton"), Qt::LeftButton);
        QTRY_VERIFY(chooser->isVisible());
    }

    void theFiltersAddUp()
    {
        openRun(m_attention);
        auto* thumbnails = find<ThumbnailView>("inspectThumbnails");
        auto* outcome = find<QComboBox>("outcomeFilter");
        outcome->setCurrentIndex(1);
        const int right = thumbnails->model()->rowCount();
        outcome->setCurrentIndex(2);
        const int wrong = thumbnails->model()->rowCount();
        QCOMPARE(right + wrong, 12);
        outcome->setCurrentIndex(0);
        find<QComboBox>("classFilter")->setCurrentIndex(2);
        QCOMPARE(thumbnails->model()->rowCount(), 6);
        QVERIFY(thumbnails->model()->index(0, 0).data().toString().contains(QStringLiteral("red")));
    }

    void aCellOfTheMatrixAskedForBeforeThePageIsReadySetsTheFilters()
    {
        m_workbench->setOpenRun(m_attention);
        m_workbench->inspectCell(1, 0);
        m_page->show();
        auto* truth = find<QComboBox>("classFilter");
        QTRY_COMPARE_WITH_TIMEOUT(truth->currentText(), QStringLiteral("red"), 10'000);
        QCOMPARE(find<QComboBox>("predictedFilter")->currentText(), QStringLiteral("blue"));
    }

    void thePictureIsSavedWithItsMap()
    {
        openRun(m_attention);
        QTRY_VERIFY_WITH_TIMEOUT(isDrawable(find<HeatMapView>("inspectHeatMap")->heatMap()),
                                 10'000);
        QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        const QString file = m_folder.filePath(QStringLiteral("saved.png"));
        m_page->savePicture(file);
        QTRY_COMPARE(posted.count(), 1);
        const QImage saved(file);
        QCOMPARE(saved.width(), 896);
        m_page->savePicture(QStringLiteral("/nowhere/at/all.png"));
        QTRY_COMPARE(posted.count(), 2);
        QCOMPARE(posted.at(1).at(0).value<Message>().kind, MessageKind::Error);
    }

    void aDataSetThatIsGoneIsToldAndNothingElseIsLost()
    {
        const auto away = m_data.parent_path() / "elsewhere";
        std::filesystem::rename(m_data, away);
        QSignalSpy posted(m_workbench.get(), &Workbench::messagePosted);
        openRun(m_attention);
        QCOMPARE(posted.count(), 1);
        QVERIFY(posted.at(0).at(0).value<Message>().text.contains(QStringLiteral("colours")));
        QCOMPARE(find<ThumbnailView>("inspectThumbnails")->model()->rowCount(), 12);
        QVERIFY(!find<QLabel>("trueClass")->text().isEmpty());
        std::filesystem::rename(away, m_data);
    }

    void aRunThatCannotBeReadSaysWhy()
    {
        m_workbench->setOpenRun(m_folder.filePath(QStringLiteral("no such run")));
        m_page->show();
        const auto tells = [this] {
            const auto labels = m_page->findChildren<QLabel*>();
            return std::any_of(labels.cbegin(), labels.cend(), [](const QLabel* label) {
                return label->isVisible() && label->text().contains(QStringLiteral("no such run"));
            });
        };
        QTRY_VERIFY(tells());
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

    void openRun(const QString& run)
    {
        m_workbench->setOpenRun(run);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->subheading().isEmpty(), 10'000);
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_data;
    QString m_attention;
    QString m_plain;
    QString m_heads;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<InspectPage> m_page;
};

QTEST_MAIN(TestInspectPage)
#include "test_inspect_page.moc"
