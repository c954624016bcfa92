#include "app/bench/large_views.h"

#include "app/bench/frame_cases.h"

#include "widgets/confusion/confusion_model.h"
#include "widgets/confusion/confusion_view.h"
#include "widgets/plots/curve_plot.h"

#include "core/base/random.h"

#include <QCoreApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <cmath>

namespace weft {

namespace {

constexpr int points = 1'000'000;
constexpr double pointsAnEpoch = 10'000;
constexpr int classes = 1'000;
constexpr int roundTrip = 40; ///< Acts after which a movement is back where it began.
constexpr int notch = 120;

/// There and back again, 0..1.
double swing(int round)
{
    return 0.5 - 0.5 * std::cos(2 * M_PI * round / roundTrip);
}

void sendMouse(QWidget& widget, QEvent::Type type, QPointF place, Qt::MouseButton button,
               Qt::MouseButtons buttons)
{
    QMouseEvent event(type, place, widget.mapToGlobal(place), button, buttons, Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &event);
}

void moveMouse(QWidget& widget, QPointF place, Qt::MouseButtons buttons = Qt::NoButton)
{
    sendMouse(widget, QEvent::MouseMove, place, Qt::NoButton, buttons);
}

void turnWheel(QWidget& widget, QPointF place, int notches, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(place, widget.mapToGlobal(place), {}, {0, notches * notch}, Qt::NoButton,
                      modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

/// A loss as noisy ones are: falling, with a spread that falls along.
QVector<QPointF> noisyLoss()
{
    QVector<QPointF> loss;
    loss.reserve(points);
    RandomStream random(1);
    for (int i = 0; i < points; ++i) {
        const double epoch = (i + 1) / pointsAnEpoch;
        const double level = 0.2 + 2.2 * std::exp(-epoch / 12);
        loss.append({epoch, level * random.uniform(0.6, 1.4)});
    }
    return loss;
}

/// Mostly right, with the mistakes spread over a few classes each.
ConfusionMatrix largeMatrix()
{
    ConfusionMatrix matrix(classes);
    RandomStream random(2);
    for (int truth = 0; truth < classes; ++truth) {
        matrix.add(truth, truth, 40);
        for (int i = 0; i < 10; ++i) {
            matrix.add(truth, static_cast<int>(random.below(classes)));
        }
    }
    return matrix;
}

void benchCurve(CurvePlot& plot, const FrameCases& cases)
{
    plot.clear();
    plot.append(0, noisyLoss());
    auto* canvas = plot.findChild<QWidget*>(QStringLiteral("curveCanvas"));
    const QPointF centre = QRectF(canvas->rect()).center();
    cases.run("curve-hover", points, [&](int round) {
        moveMouse(*canvas, centre + QPointF((swing(round) - 0.5) * canvas->width() / 2, round % 2));
    });
    cases.run("curve-zoom", points, [&](int round) {
        turnWheel(*canvas, centre, round % roundTrip < roundTrip / 2 ? 1 : -1);
    });
    // Half of all is in sight then.
    turnWheel(*canvas, centre, 2);
    sendMouse(*canvas, QEvent::MouseButtonPress, centre, Qt::LeftButton, Qt::LeftButton);
    cases.run("curve-pan", points, [&](int round) {
        moveMouse(*canvas, centre + QPointF((swing(round) - 0.5) * canvas->width() / 2, round % 2),
                  Qt::LeftButton);
    });
    sendMouse(*canvas, QEvent::MouseButtonRelease, centre, Qt::LeftButton, Qt::NoButton);
    plot.showAll();
}

void benchMatrix(ConfusionView& view, ConfusionModel& model, const FrameCases& cases)
{
    model.setMatrix(largeMatrix(), {});
    QWidget& cells = *view.viewport();
    const QPointF centre = QRectF(cells.rect()).center();
    cases.run("matrix-hover", classes, [&](int round) {
        moveMouse(cells,
                  centre + QPointF((swing(round) - 0.5) * cells.width() / 2, round % 2 * 16));
    });
    cases.run("matrix-scroll", classes, [&](int round) {
        for (auto* bar : {view.verticalScrollBar(), view.horizontalScrollBar()}) {
            const auto place = std::lround(swing(round) * (bar->maximum() - 1));
            bar->setValue(static_cast<int>(place) + round % 2);
        }
    });
    cases.run("matrix-zoom", classes, [&](int round) {
        turnWheel(cells, centre, round % 12 < 6 ? 1 : -1, Qt::ControlModifier);
    });
}

} // namespace

void benchLargeViews(QWidget& window, const FrameCases& cases)
{
    auto* plot = window.findChild<CurvePlot*>(QStringLiteral("lossPlot"));
    auto* view = window.findChild<ConfusionView*>(QStringLiteral("confusionView"));
    benchCurve(*plot, cases);
    benchMatrix(*view, *qobject_cast<ConfusionModel*>(view->model()), cases);
}

} // namespace weft
