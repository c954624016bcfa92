#include "widgets/plots/curve_plot.h"

#include "widgets/plots/axis_style_p.h"
#include "widgets/plots/axis_tickers_p.h"
#include "widgets/plots/curve_graph_p.h"
#include "widgets/plots/curve_readout.h"
#include "widgets/plots/level_line_p.h"
#include "widgets/util/format.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace weft {

namespace {

constexpr int frameMilliseconds = 1000 / 30;
/// Milliseconds between frames of curves that grow: who watches a training should not slow it down.
constexpr int liveMilliseconds = 350;
constexpr double dotRoom = 1.01; ///< The last epoch's dot is not cut in half.

QSharedPointer<QCPAxisTicker> valueTicker(CurvePlot::Unit unit, bool logarithmic)
{
    if (logarithmic) {
        return QSharedPointer<QCPAxisTicker>(new LogarithmicTicker);
    }
    if (unit == CurvePlot::Unit::Share) {
        return QSharedPointer<QCPAxisTicker>(new PercentTicker);
    }
    QSharedPointer<QCPAxisTicker> ticker(new QCPAxisTicker);
    ticker->setTickCount(4);
    return ticker;
}

} // namespace

struct CurvePlot::Parts
{
    Unit unit = Unit::Number;
    QCustomPlot* canvas = nullptr;
    CurveReadout* readout = nullptr;
    std::vector<CurveGraph> graphs;
    std::optional<LevelLine> level; ///< Made with the canvas.
    double smoothing = 0;
    bool following = true; ///< The axes follow the data.
    bool fitting = false;  ///< A change of range is the plot's own, not the user's.
    QPoint cursor{-1, -1}; ///< In the canvas; x negative while the mouse is elsewhere.
    QTimer repaintTimer;
    bool repaintPosted = false;
    bool stale = false; ///< Not drawn because nobody saw it.
    QElapsedTimer sinceRepaint;

    [[nodiscard]] QRect area() const { return canvas->axisRect()->rect(); }
};

CurvePlot::CurvePlot(Unit unit, QWidget* parent)
    : QWidget(parent)
    , m_parts(std::make_unique<Parts>())
{
    auto& parts = *m_parts;
    parts.unit = unit;
    parts.canvas = new QCustomPlot(this);
    parts.canvas->setObjectName(QStringLiteral("curveCanvas"));
    parts.canvas->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    parts.canvas->setMouseTracking(true);
    // Numbers as Format writes them, whatever the system's locale.
    parts.canvas->setLocale({QLocale::English, QLocale::UnitedStates});
    parts.canvas->installEventFilter(this);
    // Room for "100 %" in every plot, so that plots below one another line up.
    parts.canvas->axisRect()->setMinimumMargins(
        QMargins(6 * metrics::unit, metrics::unit, metrics::unit, 0));
    parts.canvas->xAxis->grid()->setVisible(false);
    parts.canvas->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new EpochTicker));
    parts.canvas->yAxis->setTicker(valueTicker(unit, false));
    parts.canvas->yAxis->setTickLabelPadding(metrics::unit);
    parts.readout = new CurveReadout(this);
    parts.level.emplace(parts.canvas);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(parts.canvas);

    parts.repaintTimer.setSingleShot(true);
    connect(&parts.repaintTimer, &QTimer::timeout, this, &CurvePlot::repaintCurves);
    connect(parts.canvas, &QCustomPlot::afterReplot, this, &CurvePlot::updateReadout);
    connect(parts.canvas, &QCustomPlot::mouseDoubleClick, this, &CurvePlot::showAll);
    connect(parts.canvas, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
        const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
        m_parts->canvas->setSelectionRectMode(shift ? QCP::srmZoom : QCP::srmNone);
    });
    const auto userMoved = [this] {
        if (!m_parts->fitting) {
            m_parts->following = false; // The canvas draws anew by itself.
        }
    };
    for (auto* axis : {parts.canvas->xAxis, parts.canvas->yAxis}) {
        connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, userMoved);
    }
    restyle();
    fitAxes();
}

CurvePlot::~CurvePlot() = default;

int CurvePlot::addSeries(const CurveSeries& series)
{
    m_parts->graphs.emplace_back(m_parts->canvas, series);
    m_parts->graphs.back().resmooth(m_parts->smoothing);
    m_parts->graphs.back().restyle(tokensOf(palette()));
    return static_cast<int>(m_parts->graphs.size()) - 1;
}

void CurvePlot::setSeriesName(int series, const QString& name)
{
    m_parts->graphs[static_cast<std::size_t>(series)].series().name = name;
}

void CurvePlot::append(int series, const QVector<QPointF>& points)
{
    auto& graph = m_parts->graphs[static_cast<std::size_t>(series)];
    // A line to the right of what is in sight changes nothing there.
    const bool unseen = !m_parts->following && !graph.empty() &&
                        graph.lastEpoch() > m_parts->canvas->xAxis->range().upper;
    graph.append(points);
    if (unseen) {
        return;
    }
    scheduleRepaint(liveMilliseconds);
}

void CurvePlot::setLevel(const std::optional<CurveLevel>& level)
{
    m_parts->level->setLevel(level);
    scheduleRepaint(frameMilliseconds);
}

const std::optional<CurveLevel>& CurvePlot::level() const
{
    return m_parts->level->level();
}

void CurvePlot::clear()
{
    for (auto& graph : m_parts->graphs) {
        graph.clear();
    }
    showAll();
}

void CurvePlot::setSmoothing(double weight)
{
    if (m_parts->smoothing == weight) {
        return;
    }
    m_parts->smoothing = weight;
    for (auto& graph : m_parts->graphs) {
        graph.resmooth(weight);
    }
    scheduleRepaint(frameMilliseconds);
}

void CurvePlot::setLogarithmic(bool on)
{
    if (logarithmic() == on) {
        return;
    }
    m_parts->canvas->yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_parts->canvas->yAxis->setTicker(valueTicker(m_parts->unit, on));
    showAll();
}

bool CurvePlot::logarithmic() const
{
    return m_parts->canvas->yAxis->scaleType() == QCPAxis::stLogarithmic;
}

void CurvePlot::showAll()
{
    m_parts->following = true;
    scheduleRepaint(frameMilliseconds);
}

bool CurvePlot::showsAll() const
{
    return m_parts->following;
}

QRectF CurvePlot::view() const
{
    const auto x = m_parts->canvas->xAxis->range();
    const auto y = m_parts->canvas->yAxis->range();
    return {x.lower, y.lower, x.size(), y.size()};
}

std::vector<CurveReading> CurvePlot::readingsAt(double epoch) const
{
    std::vector<CurveReading> readings;
    for (const auto& graph : m_parts->graphs) {
        if (auto reading = graph.readingAt(epoch)) {
            readings.push_back(std::move(*reading));
        }
    }
    if (auto level = m_parts->level->readingAt(epoch); level && !readings.empty()) {
        readings.push_back(std::move(*level));
    }
    return readings;
}

std::vector<CurveTable> CurvePlot::tables() const
{
    std::vector<CurveTable> tables;
    for (const auto& graph : m_parts->graphs) {
        tables.push_back(graph.table());
    }
    return tables;
}

QImage CurvePlot::picture(double scale) const
{
    return m_parts->canvas->toPixmap(0, 0, scale).toImage();
}

QSize CurvePlot::sizeHint() const
{
    return {480, 240};
}

QSize CurvePlot::minimumSizeHint() const
{
    return {160, 96};
}

void CurvePlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        restyle();
        scheduleRepaint(frameMilliseconds);
    } else if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
        scheduleRepaint(frameMilliseconds);
    }
    QWidget::changeEvent(event);
}

void CurvePlot::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_parts->readout->setGeometry(rect());
}

bool CurvePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_parts->canvas && event->type() == QEvent::Paint && m_parts->stale) {
        m_parts->stale = false;
        scheduleRepaint(0);
    } else if (watched == m_parts->canvas && event->type() == QEvent::MouseMove) {
        m_parts->cursor = static_cast<QMouseEvent*>(event)->pos();
        updateReadout();
    } else if (watched == m_parts->canvas && event->type() == QEvent::Leave) {
        m_parts->cursor = {-1, -1};
        updateReadout();
    }
    return QWidget::eventFilter(watched, event);
}

void CurvePlot::scheduleRepaint(int gap)
{
    auto& parts = *m_parts;
    const qint64 since = parts.sinceRepaint.isValid() ? parts.sinceRepaint.elapsed() : gap;
    const int wait = static_cast<int>(std::max<qint64>(0, gap - since));
    if (wait == 0) {
        // Before the frame that is due anyway; timers come after it, and it would take two.
        if (!std::exchange(parts.repaintPosted, true)) {
            QMetaObject::invokeMethod(this, &CurvePlot::repaintCurves, Qt::QueuedConnection);
        }
    } else if (!parts.repaintTimer.isActive() || parts.repaintTimer.remainingTime() > wait) {
        parts.repaintTimer.start(wait);
    }
}

void CurvePlot::repaintCurves()
{
    m_parts->repaintPosted = false;
    m_parts->repaintTimer.stop();
    m_parts->sinceRepaint.start();
    if (m_parts->following) {
        fitAxes();
    }
    m_parts->stale = !isVisible() || window()->isMinimized();
    if (m_parts->stale) {
        return; // Once it is in sight, its first paint asks again.
    }
    m_parts->canvas->replot(QCustomPlot::rpQueuedRefresh); // One frame for all that has changed.
    emit repainted();
}

void CurvePlot::fitAxes()
{
    // The bold lines decide: a single wild batch may leave the top of the plot, but must not press
    // everything else flat.
    double lastEpoch = 0;
    double highest = 0;
    double lowest = 0;
    for (const auto& graph : m_parts->graphs) {
        lastEpoch = std::max(lastEpoch, graph.lastEpoch());
        highest = std::max(highest, graph.highest());
        if (const double low = graph.lowestPositive(); low > 0) {
            lowest = lowest > 0 ? std::min(lowest, low) : low;
        }
    }
    if (const auto& held = level()) {
        highest = std::max(highest, held->value);
    }
    m_parts->fitting = true;
    // Whole epochs, so that the scale holds still for as long as an epoch takes.
    m_parts->canvas->xAxis->setRange(0, std::max(1.0, std::ceil(lastEpoch)) * dotRoom);
    auto* values = m_parts->canvas->yAxis;
    if (logarithmic()) {
        const double bottom = lowest > 0 ? lowest / 1.2 : 0.1;
        values->setRange(bottom, std::max(highest, bottom) * 1.2);
    } else if (m_parts->unit == Unit::Share) {
        values->setRange(0, 1);
    } else {
        values->setRange(0, highest > 0 ? highest * 1.05 : 1);
    }
    m_parts->fitting = false;
}

void CurvePlot::restyle()
{
    const auto& tokens = tokensOf(palette());
    QFont small = font();
    small.setPixelSize(metrics::textPixels - 2);
    auto& canvas = *m_parts->canvas;
    canvas.setBackground(QBrush(tokens.surface));
    styleAxis(*canvas.xAxis, tokens, small);
    styleAxis(*canvas.yAxis, tokens, small);
    canvas.selectionRect()->setPen(QPen(tokens.accent, 1));
    QColor veil = tokens.accent;
    veil.setAlphaF(0.12F);
    canvas.selectionRect()->setBrush(veil);
    m_parts->level->restyle(tokens);
    for (auto& graph : m_parts->graphs) {
        graph.restyle(tokens);
    }
}

void CurvePlot::updateReadout()
{
    auto& parts = *m_parts;
    const QRect area = parts.area();
    const double epoch = parts.canvas->xAxis->pixelToCoord(parts.cursor.x());
    const auto readings = readingsAt(epoch);
    if (!area.contains(parts.cursor) || readings.empty()) {
        parts.readout->hideReadout();
        return;
    }
    const auto text = [&](double value) {
        return parts.unit == Unit::Share
                   ? Format::percent(value)
                   : parts.canvas->locale().toString(value, 'f', value < 0.1 ? 4 : 3);
    };
    std::vector<CurveReadout::Line> lines;
    for (const auto& reading : readings) {
        lines.push_back({reading.name, reading.colour, text(reading.value),
                         reading.raw ? tr("raw %1").arg(text(*reading.raw)) : QString(),
                         QPointF(parts.canvas->xAxis->coordToPixel(reading.epoch),
                                 parts.canvas->yAxis->coordToPixel(reading.value))});
    }
    parts.readout->showLines(tr("epoch %1").arg(parts.canvas->locale().toString(epoch, 'f', 2)),
                             lines, area, parts.cursor.x());
}

} // namespace weft
