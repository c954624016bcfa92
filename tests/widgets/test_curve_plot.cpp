#include "widgets/plots/curve_plot.h"
#include "widgets/plots/curve_readout.h"
#include "widgets/util/theme.h"

#include <QApplication>
#include <qcustomplot.h>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace weft;

namespace {

/// A loss that falls from 2 towards 0.5 over the epochs, with a zigzag.
QVector<QPointF> fallingLoss(int count, double epochs)
{
    QVector<QPointF> points;
    for (int i = 0; i < count; ++i) {
        const double epoch = epochs * (i + 1) / count;
        points.append({epoch, 0.5 + 1.5 * std::exp(-epoch) + (i % 2 == 0 ? 0.1 : -0.1)});
    }
    return points;
}

int pixelsOf(const QImage& image, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y).rgb() == colour.rgb() ? 1 : 0;
        }
    }
    return count;
}

} // namespace

class TestCurvePlot : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, false); }

    void aLevelLiesDashedAcrossThePlotAndIsReadOut()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({QStringLiteral("loss"), &Tokens::training, CurveKind::Points});
        plot.resize(600, 300);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        plot.append(0, {{1, 2}, {2, 1}});
        QTest::qWait(450);
        const auto grey = lightTokens().secondary;
        const auto without = plot.picture(1);
        plot.setLevel(CurveLevel{QStringLiteral("teacher"), 4});
        QTest::qWait(100);
        QVERIFY(plot.view().bottom() > 4); // In sight.
        const auto with = plot.picture(1);
        const auto row = [&](const QImage& picture) {
            int most = 0;
            for (int y = 0; y < picture.height(); ++y) {
                most = std::max(most, pixelsOf(picture.copy(0, y, picture.width(), 1), grey));
            }
            return most;
        };
        QVERIFY(row(with) > 200 && row(with) < 500); // Dashes from side to side.
        QVERIFY(row(without) < 100);
        const auto readings = plot.readingsAt(1.7);
        QCOMPARE(readings.size(), std::size_t{2});
        QCOMPARE(readings[1].name, QStringLiteral("teacher"));
        QCOMPARE(readings[1].value, 4.0);
        plot.setLevel({});
        QTest::qWait(100);
        QCOMPARE(plot.readingsAt(1.7).size(), std::size_t{1});
        QVERIFY(row(plot.picture(1)) < 100);
    }

    void appendingNeverRewritesThePast()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        plot.setSmoothing(0.9);
        const auto points = fallingLoss(200, 4);
        plot.append(0, points.first(100));
        const auto before = plot.tables()[0];
        plot.append(0, points.sliced(100));
        const auto after = plot.tables()[0];
        QCOMPARE(after.raw, points);
        QCOMPARE(after.smoothed.first(100), before.smoothed);
    }

    void changingTheSmoothingEqualsDrawingAnew()
    {
        CurvePlot changed(CurvePlot::Unit::Number);
        changed.addSeries({});
        changed.append(0, fallingLoss(50, 2));
        changed.setSmoothing(0.8);
        CurvePlot fresh(CurvePlot::Unit::Number);
        fresh.setSmoothing(0.8);
        fresh.addSeries({});
        fresh.append(0, fallingLoss(50, 2));
        QCOMPARE(changed.tables()[0].smoothed, fresh.tables()[0].smoothed);
        QCOMPARE(changed.tables()[0].raw, fallingLoss(50, 2));
    }

    void theAxesSpanWholeEpochsAndForgiveAWildValue()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        plot.setSmoothing(0.99);
        auto points = fallingLoss(1000, 2.3);
        points[900].setY(500);
        plot.append(0, points);
        settle();
        QCOMPARE(plot.view().left(), 0.0);
        QVERIFY(plot.view().right() >= 3 && plot.view().right() < 3.1);
        QVERIFY(plot.view().bottom() < 50);
        QVERIFY(plot.view().bottom() > 2);
    }

    void theLogarithmicAxisStartsAboveZero()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        plot.append(0, {{1, 10}, {2, 0.01}, {3, 0}});
        plot.setLogarithmic(true);
        settle();
        QVERIFY(plot.logarithmic());
        QVERIFY(plot.view().top() > 0);
        QVERIFY(plot.view().top() <= 0.01);
        QVERIFY(plot.view().bottom() >= 10);
    }

    void theWheelZoomsDraggingPansAndADoubleClickShowsAll()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        plot.append(0, fallingLoss(100, 4));
        auto* canvas = shown(plot);
        const QRectF all = plot.view();

        const QPointF centre = canvas->rect().center();
        QWheelEvent wheel(centre, canvas->mapToGlobal(centre), {}, {0, 120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &wheel);
        const QRectF zoomed = plot.view();
        QVERIFY(zoomed.width() < all.width());
        QVERIFY(!plot.showsAll());

        QTest::mousePress(canvas, Qt::LeftButton, {}, centre.toPoint());
        QTest::mouseMove(canvas, centre.toPoint() + QPoint(10, 0));
        QTest::mouseMove(canvas, centre.toPoint() + QPoint(60, 0));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, centre.toPoint() + QPoint(60, 0));
        QVERIFY(plot.view().left() < zoomed.left());
        QCOMPARE(plot.view().width(), zoomed.width());

        plot.append(0, {{5, 0.5}});
        settle();
        QVERIFY2(plot.view().right() < 5, "a zoomed view holds still while data arrives");

        QTest::mouseDClick(canvas, Qt::LeftButton, {}, centre.toPoint());
        settle();
        QVERIFY(plot.showsAll());
        QVERIFY(plot.view().right() >= 5 && plot.view().right() < 5.1);
    }

    void hoveringReadsEverySeriesOut()
    {
        CurvePlot plot(CurvePlot::Unit::Share);
        plot.addSeries({QStringLiteral("training"), &Tokens::training, CurveKind::Smoothed});
        plot.addSeries({QStringLiteral("validation"), &Tokens::validation, CurveKind::Points});
        plot.append(0, {{0.5, 0.2}, {1, 0.4}, {1.5, 0.5}, {2, 0.6}});
        plot.append(1, {{1, 0.375}, {2, 0.625}});
        auto* canvas = shown(plot);
        auto* readout = plot.findChild<CurveReadout*>();
        QVERIFY(!readout->isVisible());

        // Epoch 1 lies in the middle of 0..2.
        const auto readings = plot.readingsAt(1.1);
        QCOMPARE(readings.size(), std::size_t(2));
        QCOMPARE(readings[1].value, 0.375);
        // Through the window, since a widget's own mouseMove() only puts the cursor somewhere.
        QTest::mouseMove(plot.windowHandle(), {canvas->width() / 2, canvas->height() / 2});
        QTRY_VERIFY(readout->isVisible());
        QCOMPARE(readout->lines().size(), std::size_t(2));
        QCOMPARE(readout->lines()[0].value, QStringLiteral("40.0 %"));
        QCOMPARE(readout->lines()[1].value, QStringLiteral("37.5 %"));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(canvas, &leave);
        QVERIFY(!readout->isVisible());
    }

    void thousandsOfAppendsCostAFewRepaints()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        plot.setSmoothing(0.9);
        shown(plot);
        QSignalSpy repaints(&plot, &CurvePlot::repainted);
        QElapsedTimer time;
        time.start();
        qint64 appending = 0;
        const auto points = fallingLoss(300'000, 100);
        for (qsizetype i = 0; i < points.size(); i += 100) {
            const auto before = time.nsecsElapsed();
            plot.append(0, points.sliced(i, 100));
            appending += time.nsecsElapsed() - before;
            QApplication::processEvents();
        }
        const auto allowed = time.elapsed() * 30 / 1000 + 2;
        QVERIFY2(
            repaints.count() <= allowed,
            qPrintable(
                QStringLiteral("%1 repaints in %2 ms").arg(repaints.count()).arg(time.elapsed())));
        QVERIFY2(appending < 2'000'000'000, "appending slows down as the curve grows");
        QCOMPARE(plot.tables()[0].raw.size(), points.size());
    }

    void whatNobodySeesIsDrawnOnceItIsSeen()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        shown(plot);
        settle();
        QSignalSpy repaints(&plot, &CurvePlot::repainted);
        plot.hide();
        plot.append(0, {{1, 1}, {2, 0.5}});
        QTest::qWait(600);
        QCOMPARE(repaints.count(), 0);
        plot.show();
        QTRY_COMPARE(repaints.count(), 1);
    }

    void whatGrowsBesideAZoomedViewIsNotDrawn()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        plot.append(0, {{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}});
        auto* canvas = shown(plot);
        settle();
        const QPointF place(canvas->width() / 3.0, canvas->height() / 2.0);
        for (int notch = 0; notch < 6; ++notch) {
            QWheelEvent in(place, canvas->mapToGlobal(place), {}, {0, 120}, Qt::NoButton, {},
                           Qt::NoScrollPhase, false);
            QApplication::sendEvent(canvas, &in);
        }
        settle();
        QVERIFY(!plot.showsAll() && plot.view().right() < 4);
        QSignalSpy repaints(&plot, &CurvePlot::repainted);
        plot.append(0, {{5, 1}, {6, 1}});
        QTest::qWait(600);
        QCOMPARE(repaints.count(), 0);
        plot.showAll();
        QTRY_VERIFY(repaints.count() > 0);
        QVERIFY(plot.view().right() >= 6);
    }

    void aSingleSpikeAmongAMillionPointsStaysVisible()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({{}, &Tokens::training, CurveKind::Smoothed});
        QVector<QPointF> points;
        for (int i = 0; i < 1'000'000; ++i) {
            points.append({(i + 1) * 1e-4, i == 400'000 ? 3.0 : i % 2 == 0 ? 1.0 : 1.2});
        }
        plot.append(0, points);
        shown(plot);
        const QImage image = plot.picture(1);
        const auto inked = [&](double epoch, double value) {
            const QRectF view = plot.view();
            auto* canvas = plot.findChild<QCustomPlot*>();
            const int x = qRound(canvas->xAxis->coordToPixel(epoch));
            const int y = qRound(canvas->yAxis->coordToPixel(value));
            bool found = false;
            for (int column = x - 1; column <= x + 1; ++column) {
                found = found || image.pixelColor(column, y) != lightTokens().surface;
            }
            return found && view.contains(epoch, value);
        };
        QVERIFY(inked(40, 2.5));
        QVERIFY(inked(40, 1.1));
        QVERIFY(inked(70, 1.1)); // The band of the others.
        QVERIFY(!inked(70, 2.5));
        QVERIFY(!inked(38, 2.5));
        QVERIFY(!inked(70, 0.5));
        // Zoomed in to a few points, the line goes through each of them.
        QCOMPARE(plot.readingsAt(40.0001)[0].raw, std::optional<double>(3.0));
    }

    void theColoursFollowTheTheme()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        plot.append(0, fallingLoss(100, 4));
        shown(plot);
        QVERIFY(pixelsOf(plot.picture(1), lightTokens().training) > 20);
        QVERIFY(pixelsOf(plot.picture(1), lightTokens().surface) > 1000);
        applyTheme(*qApp, true);
        settle();
        QVERIFY(pixelsOf(plot.picture(1), darkTokens().training) > 20);
        QVERIFY(pixelsOf(plot.picture(1), darkTokens().surface) > 1000);
        applyTheme(*qApp, false);
    }

    void aPictureIsTwiceAsLarge()
    {
        CurvePlot plot(CurvePlot::Unit::Number);
        plot.addSeries({});
        auto* canvas = shown(plot);
        QCOMPARE(plot.picture(2).size(), canvas->size() * 2);
    }

private:
    static QWidget* shown(CurvePlot& plot)
    {
        plot.resize(480, 240);
        plot.show();
        if (!QTest::qWaitForWindowExposed(&plot)) {
            QTest::qFail("the plot does not show", __FILE__, __LINE__);
        }
        settle();
        return plot.findChild<QWidget*>(QStringLiteral("curveCanvas"));
    }

    static void settle()
    {
        // Longer than a frame: whatever was waiting has been drawn.
        QTest::qWait(80);
    }
};

QTEST_MAIN(TestCurvePlot)
#include "test_curve_plot.moc"
