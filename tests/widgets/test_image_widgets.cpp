#include "widgets/heatmap/heatmap_painter.h"
#include "widgets/heatmap/heatmap_view.h"
#include "widgets/images/drop_zone.h"
#include "widgets/images/image_convert.h"
#include "widgets/images/probability_bars.h"
#include "widgets/images/thumbnail_model.h"
#include "widgets/images/thumbnail_view.h"
#include "widgets/util/theme.h"

#include <QAbstractItemModelTester>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <limits>

using namespace weft;

namespace {

QVector<ThumbnailItem> numberedItems(int count)
{
    QVector<ThumbnailItem> items;
    for (int i = 0; i < count; ++i) {
        items.append({i, QStringLiteral("picture %1").arg(i), QStringLiteral("cat"), {}});
    }
    return items;
}

QImage plainPicture(int width, int height, const QColor& colour)
{
    QImage picture(width, height, QImage::Format_RGB32);
    picture.fill(colour);
    return picture;
}

/// 2 x 2 cells, all of the attention on the one at the bottom left.
HeatMap bottomLeftMap()
{
    return {HeatMapKind::Attention, 2, 2, {0, 0, 1, 0}};
}

/// Sends what a drag from a file manager sends. Returns whether the widget would take it.
bool drop(QWidget& target, const QStringList& files)
{
    QMimeData mime;
    QList<QUrl> urls;
    for (const auto& file : files) {
        urls.append(QUrl::fromLocalFile(file));
    }
    mime.setUrls(urls);
    const QPoint centre = target.rect().center();
    QDragEnterEvent enter(centre, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    enter.setAccepted(false);
    QCoreApplication::sendEvent(&target, &enter);
    if (!enter.isAccepted()) {
        return false;
    }
    QDropEvent event(centre, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &event);
    return true;
}

} // namespace

class TestImageWidgets : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, false); }

    void anImageSurvivesTheWayThroughQt()
    {
        // An odd width: QImage pads its rows, Image does not.
        Image image{3, 2, {}};
        for (int i = 0; i < 18; ++i) {
            image.rgb.push_back(static_cast<std::uint8_t>(i * 13));
        }
        const QImage converted = toQImage(image);
        QCOMPARE(converted.pixelColor(2, 1), QColor(15 * 13, 16 * 13 % 256, 17 * 13 % 256));
        const Image back = fromQImage(converted);
        QCOMPARE(back.width, 3);
        QCOMPARE(back.rgb, image.rgb);
        QVERIFY(toQImage({}).isNull());
        QVERIFY(fromQImage({}).empty());
    }

    void transparencyIsLaidOverWhite()
    {
        QImage clear(2, 2, QImage::Format_ARGB32);
        clear.fill(Qt::transparent);
        clear.setPixelColor(1, 0, Qt::red);
        clear.setDevicePixelRatio(2);
        const Image image = fromQImage(clear);
        QCOMPARE(image.rgb, (std::vector<std::uint8_t>{255, 255, 255, 255, 0, 0, 255, 255, 255, 255,
                                                       255, 255}));
    }

    void theThumbnailModelIsSound()
    {
        ThumbnailModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setItems(numberedItems(20));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setPicture(3, plainPicture(8, 8, Qt::red));
        QCOMPARE(changed.count(), 1);
        QVERIFY(!model.index(3).data(Qt::DecorationRole).value<QImage>().isNull());
        QCOMPARE(model.rowOf(7), 7);
        QCOMPARE(model.rowOf(99), -1);

        model.setItems(numberedItems(2));
        model.setPicture(3, plainPicture(8, 8, Qt::red)); // Arrives too late.
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.rowCount(), 2);
    }

    void picturesNotLookedAtForLongAreDroppedAndAskedForAgain()
    {
        ThumbnailModel model;
        model.setItems(numberedItems(400));
        for (int row = 0; row < 400; ++row) {
            model.setPicture(row, plainPicture(256, 256, Qt::blue)); // 100 MiB in all.
        }
        QVERIFY(!model.hasPicture(0));
        QVERIFY(model.hasPicture(399));
        QSignalSpy wanted(&model, &ThumbnailModel::picturesWanted);
        model.announceVisible({0, 399});
        QCOMPARE(wanted.takeFirst().at(0).value<QVector<int>>(), QVector<int>{0});
    }

    void aGridOfTenThousandAsksForWhatIsOnScreenOnly()
    {
        ThumbnailModel model;
        ThumbnailView view;
        view.setThumbnails(&model);
        view.setSide(64);
        view.resize(400, 300);
        QSignalSpy wanted(&model, &ThumbnailModel::picturesWanted);
        model.setItems(numberedItems(10'000));
        view.show();
        QVERIFY(wanted.wait());
        auto rows = wanted.takeLast().at(0).value<QVector<int>>();
        QCOMPARE(rows.first(), 0);
        QVERIFY(rows.size() >= 15 && rows.size() < 100);

        wanted.clear();
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
        QVERIFY(wanted.wait());
        rows = wanted.takeLast().at(0).value<QVector<int>>();
        QCOMPARE(rows.last(), 9'999);
        QVERIFY(view.viewport()->rect().intersects(view.visualRect(model.index(rows.last()))));
    }

    void aClickOnAThumbnailSelectsIt()
    {
        ThumbnailModel model;
        ThumbnailView view;
        view.setThumbnails(&model);
        model.setItems(numberedItems(8));
        view.resize(400, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(model.index(2)).center());
        QCOMPARE(view.currentIndex().row(), 2);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.currentIndex().row(), 3);
    }

    void theMapLeavesThePictureVisibleWhereItIsZero()
    {
        const QImage grey = plainPicture(100, 100, QColor(128, 128, 128));
        const QImage result = composeHeatMap(grey, bottomLeftMap(), {0, 0, 1, 1}, 0.8, 100);
        QCOMPARE(result.pixelColor(75, 25), QColor(128, 128, 128));
        const QColor strong = result.pixelColor(25, 75);
        QVERIFY(strong.red() > 200 && strong.blue() < 90); // Viridis ends in yellow.
    }

    void theMapLiesOverTheCropOnly()
    {
        const QImage grey = plainPicture(200, 100, QColor(128, 128, 128));
        const HeatMap full{HeatMapKind::GradCam, 1, 1, {1}};
        const QImage result = composeHeatMap(grey, full, {0.25, 0, 0.5, 1}, 1, 200);
        QCOMPARE(result.pixelColor(25, 50), QColor(128, 128, 128));
        QVERIFY(result.pixelColor(100, 50) != QColor(128, 128, 128));
        QCOMPARE(result.pixelColor(175, 50), QColor(128, 128, 128));
    }

    void attentionSpreadEvenlyDoesNotLookSure()
    {
        const HeatMap even{HeatMapKind::Attention, 2, 2, {0.25F, 0.25F, 0.25F, 0.25F}};
        QCOMPARE(cellStrength(even, 1, 1), 0.5);
        QCOMPARE(cellStrength(bottomLeftMap(), 1, 0), 1.0);
    }

    void valuesThatAreNotFiniteAndWrongShapesAreHarmless()
    {
        constexpr float nan = std::numeric_limits<float>::quiet_NaN();
        const HeatMap holes{HeatMapKind::Attention, 1, 2, {nan, 1}};
        QCOMPARE(cellStrength(holes, 0, 0), 0.0);
        QCOMPARE(*strongestCell(holes), QPoint(1, 0));
        const HeatMap torn{HeatMapKind::Attention, 7, 7, {1}};
        QVERIFY(!isDrawable(torn));
        const QImage grey = plainPicture(10, 10, Qt::gray);
        QCOMPARE(composeHeatMap(grey, torn, {0, 0, 1, 1}, 1, 10).pixelColor(5, 5),
                 QColor(Qt::gray));
    }

    void hoveringACellTellsItsPlaceAndValue()
    {
        HeatMapView view;
        view.resize(400, 200);
        view.setPicture(plainPicture(200, 100, Qt::gray));
        view.setHeatMap(bottomLeftMap(), {0.25, 0, 0.5, 1}); // Pixels 100 to 300 of the widget.
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy hovered(&view, &HeatMapView::cellHovered);
        QSignalSpy left(&view, &HeatMapView::cellLeft);
        QTest::mouseMove(&view, {150, 150});
        QTRY_COMPARE(hovered.count(), 1);
        QCOMPARE(hovered.at(0), (QVariantList{1, 0, 1.0}));
        QTest::mouseMove(&view, {250, 20});
        QTRY_COMPARE(hovered.count(), 2);
        QCOMPARE(hovered.at(1), (QVariantList{0, 1, 0.0}));
        QTest::mouseMove(&view, {50, 100}); // On the picture, but outside the map.
        QTRY_COMPARE(left.count(), 1);
    }

    void theArrowKeysWalkOverTheCells()
    {
        HeatMapView view;
        view.resize(200, 200);
        view.setPicture(plainPicture(10, 10, Qt::gray));
        view.setHeatMap(bottomLeftMap(), {0, 0, 1, 1});
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("row 2, column 1")));
        QSignalSpy hovered(&view, &HeatMapView::cellHovered);
        QTest::keyClick(&view, Qt::Key_Up); // Starts at the strongest cell.
        QTest::keyClick(&view, Qt::Key_Up);
        QTest::keyClick(&view, Qt::Key_Up); // Stays within the map.
        QCOMPARE(hovered.count(), 2);
        QCOMPARE(hovered.at(0), (QVariantList{1, 0, 1.0}));
        QCOMPARE(hovered.at(1), (QVariantList{0, 0, 0.0}));
    }

    void aBarIsAsLongAsItsShare()
    {
        ProbabilityBars bars;
        bars.setBars({{QStringLiteral("dog"), 0.75, false}, {QStringLiteral("cat"), 0.25, true}});
        bars.resize(400, bars.sizeHint().height());
        QVERIFY(bars.accessibleDescription().contains(QStringLiteral("dog")));
        const QImage drawn = bars.grab().toImage();
        const QColor accent = lightTokens().accent;
        int longest = 0;
        for (int y = 0; y < drawn.height(); ++y) {
            int filled = 0;
            for (int x = 0; x < drawn.width(); ++x) {
                filled += drawn.pixelColor(x, y) == accent ? 1 : 0;
            }
            longest = std::max(longest, filled);
        }
        QVERIFY2(std::abs(longest - 300) <= 2, qPrintable(QString::number(longest)));
    }

    void theDropZoneTakesImagesAndFoldersOnly()
    {
        const QTemporaryDir folder;
        DropZone zone;
        zone.resize(300, 64);
        QSignalSpy dropped(&zone, &DropZone::filesDropped);
        QVERIFY(!drop(zone, {QStringLiteral("/nowhere/notes.txt")}));
        QVERIFY(drop(zone, {folder.path()}));
        const QStringList mixed{QStringLiteral("/x/Ä 1.JPG"), QStringLiteral("/x/notes.txt")};
        QVERIFY(drop(zone, mixed));
        QCOMPARE(dropped.count(), 2);
        QCOMPARE(dropped.at(0).at(0).toStringList(), QStringList{folder.path()});
        QCOMPARE(dropped.at(1).at(0).toStringList(), mixed);
    }

    void theLinkOfTheDropZoneOpensADialog()
    {
        DropZone zone;
        zone.setText(QStringLiteral("Drop images here or %1"), QStringLiteral("open"));
        zone.show();
        QVERIFY(QTest::qWaitForWindowExposed(&zone));
        QSignalSpy open(&zone, &DropZone::openRequested);
        auto* label = zone.findChild<QLabel*>();
        label->setFocus();
        QTest::keyClick(label, Qt::Key_Tab); // Onto the link, as a keyboard user does.
        if (!label->hasFocus()) {
            label->setFocus();
        }
        QTest::keyClick(label, Qt::Key_Return);
        QCOMPARE(open.count(), 1);
    }
};

QTEST_MAIN(TestImageWidgets)
#include "test_image_widgets.moc"
