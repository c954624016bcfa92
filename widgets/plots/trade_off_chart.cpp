#include "widgets/plots/trade_off_chart.h"

#include "widgets/plots/axis_style_p.h"
#include "widgets/plots/axis_tickers_p.h"
#include "widgets/plots/point_labels.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace weft {

namespace {

constexpr double markSize = 11;
constexpr double leaderFrom = 14; ///< A label farther from its point than this gets a line to it.
constexpr double mebibyte = 1024.0 * 1024.0;
/// Less would make a difference look large that a handful of images makes.
constexpr double leastAccuracySpan = 0.02;

QCPScatterStyle::ScatterShape shapeOf(int series)
{
    static constexpr std::array shapes{
        QCPScatterStyle::ssCircle,           QCPScatterStyle::ssSquare,
        QCPScatterStyle::ssDiamond,          QCPScatterStyle::ssTriangle,
        QCPScatterStyle::ssTriangleInverted, QCPScatterStyle::ssCrossSquare};
    return series < 0 ? QCPScatterStyle::ssStar
                      : shapes.at(static_cast<std::size_t>(series) % shapes.size());
}

/// The point of a rectangle that is nearest to another point.
QPointF nearestOf(const QRectF& rectangle, const QPointF& point)
{
    return {std::clamp(point.x(), rectangle.left(), rectangle.right()),
            std::clamp(point.y(), rectangle.top(), rectangle.bottom())};
}

} // namespace

TradeOffChart::TradeOffChart(Cost cost, QWidget* parent)
    : QWidget(parent)
    , m_cost(cost)
    , m_canvas(new QCustomPlot(this))
{
    m_canvas->setLocale({QLocale::English, QLocale::UnitedStates});
    m_canvas->yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new PercentTicker));
    m_canvas->yAxis->setTickLabelPadding(metrics::unit);
    m_canvas->xAxis->ticker()->setTickCount(4);
    m_canvas->axisRect()->setMinimumMargins(
        QMargins(6 * metrics::unit, metrics::unit, 2 * metrics::unit, 0));
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_canvas);
    restyle();
    draw();
}

TradeOffChart::~TradeOffChart() = default;

void TradeOffChart::setPoints(QVector<TradeOffPoint> points)
{
    m_points = std::move(points);
    draw();
}

void TradeOffChart::fitAxes()
{
    double highest = 0;
    double low = 1;
    double high = 0;
    for (const auto& point : m_points) {
        highest = std::max(highest, point.cost);
        low = std::min(low, point.accuracy);
        high = std::max(high, point.accuracy);
    }
    if (m_points.isEmpty()) {
        low = 0;
        high = 1;
    }
    const double unit = m_cost == Cost::Bytes ? mebibyte : 1;
    m_canvas->xAxis->setRange(0, highest > 0 ? highest / unit * 1.25 : 1);
    const double span = std::max(leastAccuracySpan, high - low);
    const double middle = (low + high) / 2;
    // Nothing is more than right; only its mark needs a little room.
    const double top = std::min(middle + span * 0.75, 1 + span * 0.1);
    m_canvas->yAxis->setRange(std::max(middle - span * 0.75, -span * 0.1), top);
}

void TradeOffChart::draw()
{
    m_canvas->clearGraphs();
    const auto& tokens = tokensOf(palette());
    const double unit = m_cost == Cost::Bytes ? mebibyte : 1;
    // The first lies over those that come after it.
    for (auto each = m_points.crbegin(); each != m_points.crend(); ++each) {
        const auto& point = *each;
        auto* const graph = m_canvas->addGraph();
        const QColor colour = point.series < 0 ? tokens.text : seriesColour(point.series);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle({shapeOf(point.series), QPen(colour, 1.6),
                                QBrush(point.hollow ? tokens.surface : colour), markSize});
        graph->addData(point.cost / unit, point.accuracy);
    }
    fitAxes();
    describe();
    drawLabels();
}

void TradeOffChart::drawLabels()
{
    if (m_canvas->viewport().isEmpty()) {
        return; // It has no size yet.
    }
    m_canvas->clearItems();
    m_canvas->replot(QCustomPlot::rpQueuedRefresh); // Lays the axes out, which the labels need.
    QFont small = font();
    small.setPixelSize(metrics::textPixels - 2);
    const QFontMetricsF measure(small);
    const double unit = m_cost == Cost::Bytes ? mebibyte : 1;
    QVector<QPointF> spots;
    QVector<QSizeF> sizes;
    for (const auto& point : m_points) {
        spots.append({m_canvas->xAxis->coordToPixel(point.cost / unit),
                      m_canvas->yAxis->coordToPixel(point.accuracy)});
        sizes.append({measure.horizontalAdvance(point.name) + 2, measure.height()});
    }
    const QRectF area = m_canvas->axisRect()->rect();
    const auto places = placeLabels(spots, sizes, area);
    const auto& tokens = tokensOf(palette());
    for (qsizetype i = 0; i < m_points.size(); ++i) {
        auto* const label = new QCPItemText(m_canvas);
        label->setText(m_points[i].name);
        label->setFont(small);
        label->setColor(tokens.text);
        label->setPadding({});
        label->setClipToAxisRect(false);
        label->setPositionAlignment(Qt::AlignCenter);
        label->position->setType(QCPItemPosition::ptAbsolute);
        label->position->setCoords(places[i].center());
        const QPointF end = nearestOf(places[i], spots[i]);
        if (std::hypot(end.x() - spots[i].x(), end.y() - spots[i].y()) > leaderFrom) {
            auto* const leader = new QCPItemLine(m_canvas);
            leader->setPen(QPen(tokens.secondary, 1));
            leader->setClipToAxisRect(false);
            leader->start->setType(QCPItemPosition::ptAbsolute);
            leader->end->setType(QCPItemPosition::ptAbsolute);
            leader->start->setCoords(spots[i]);
            leader->end->setCoords(end);
        }
    }
    m_canvas->replot(QCustomPlot::rpQueuedRefresh);
}

void TradeOffChart::restyle()
{
    const auto& tokens = tokensOf(palette());
    QFont small = font();
    small.setPixelSize(metrics::textPixels - 2);
    m_canvas->setBackground(QBrush(tokens.surface));
    for (auto* axis : {m_canvas->xAxis, m_canvas->yAxis}) {
        styleAxis(*axis, tokens, small);
    }
}

void TradeOffChart::describe()
{
    m_canvas->xAxis->setLabel(m_cost == Cost::Bytes ? tr("size (MiB)")
                                                    : tr("time of one picture (ms)"));
    setAccessibleName(m_cost == Cost::Bytes ? tr("Accuracy against size")
                                            : tr("Accuracy against time"));
    QStringList parts;
    for (const auto& point : m_points) {
        const auto cost = m_cost == Cost::Bytes
                              ? Format::bytes(static_cast<std::uint64_t>(point.cost))
                              : tr("%1 ms").arg(point.cost, 0, 'f', 1);
        parts.append(tr("%1: %2, %3", "name, accuracy, size or time")
                         .arg(point.name, Format::percent(point.accuracy), cost));
    }
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
}

void TradeOffChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::LanguageChange) {
        restyle();
        draw();
    }
}

void TradeOffChart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // The layout comes to it later, and the labels are placed now.
    m_canvas->resize(size());
    m_canvas->setViewport(rect());
    drawLabels();
}

} // namespace weft
