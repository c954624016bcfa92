#include "widgets/plots/curve_graph_p.h"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace weft {

namespace {

/// The container lends its values to a range-based loop only where they may be changed.
auto pointsOf(const QCPGraphDataContainer& data)
{
    return std::ranges::subrange(data.constBegin(), data.constEnd());
}

QVector<QCPGraphData> smoothed(const QCPGraphDataContainer& raw, CausalSmoothing& smoothing)
{
    QVector<QCPGraphData> line;
    line.reserve(raw.size());
    for (const auto& point : pointsOf(raw)) {
        line.append(QCPGraphData(point.key, smoothing.add(point.value)));
    }
    return line;
}

} // namespace

CurveGraph::CurveGraph(QCustomPlot* plot, const CurveSeries& series)
    : m_series(series)
{
    if (series.kind == CurveKind::Smoothed) {
        m_raw = new DenseGraph(plot->xAxis, plot->yAxis); // The plot's, as every graph.
    }
    m_line = new DenseGraph(plot->xAxis, plot->yAxis);
}

void CurveGraph::append(const QVector<QPointF>& points)
{
    QVector<QCPGraphData> raw;
    raw.reserve(points.size());
    for (const auto& point : points) {
        raw.append(QCPGraphData(point.x(), point.y()));
    }
    if (m_raw) {
        m_raw->append(raw);
    }
    for (auto& point : raw) {
        if (m_raw) {
            point.value = m_smoothing.add(point.value);
        }
        include(point.value);
    }
    m_line->append(raw);
}

void CurveGraph::clear()
{
    if (m_raw) {
        m_raw->clear();
    }
    m_line->clear();
    m_smoothing.reset();
    resetBounds();
}

void CurveGraph::resmooth(double weight)
{
    if (!m_raw) {
        return;
    }
    m_smoothing = CausalSmoothing(weight);
    m_line->clear();
    m_line->append(smoothed(*m_raw->data(), m_smoothing));
    resetBounds();
    for (const auto& point : pointsOf(*m_line->data())) {
        include(point.value);
    }
}

void CurveGraph::restyle(const Tokens& tokens)
{
    const QColor colour = tokens.*m_series.colour;
    m_line->setPen(QPen(colour, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (m_raw) {
        // On a dark ground the same share of a deep colour is next to nothing.
        const bool dark = tokens.surface.lightness() < 128;
        QColor faint = dark ? colour.lighter(130) : colour;
        faint.setAlphaF(dark ? 0.6F : 0.4F);
        m_raw->setPen(QPen(faint, 1));
    } else {
        m_line->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(tokens.surface, 1), colour, 7));
    }
}

double CurveGraph::lastEpoch() const
{
    return empty() ? 0 : std::prev(m_line->data()->constEnd())->key;
}

std::optional<CurveReading> CurveGraph::readingAt(double epoch) const
{
    if (empty()) {
        return {};
    }
    const auto& data = *m_line->data();
    auto nearest = data.findBegin(epoch, false);
    if (nearest == data.constEnd()) {
        nearest = std::prev(nearest);
    } else if (nearest != data.constBegin() &&
               epoch - std::prev(nearest)->key < nearest->key - epoch) {
        nearest = std::prev(nearest);
    }
    CurveReading reading{m_series.name, m_line->pen().color(), nearest->key, nearest->value, {}};
    if (m_raw) {
        reading.raw = m_raw->data()->at(static_cast<int>(nearest - data.constBegin()))->value;
    }
    return reading;
}

CurveTable CurveGraph::table() const
{
    CurveTable table{m_series.name, m_series.kind, {}, {}};
    for (const auto& point : pointsOf(*(m_raw ? m_raw : m_line)->data())) {
        table.raw.append(QPointF(point.key, point.value));
    }
    if (m_raw) {
        for (const auto& point : pointsOf(*m_line->data())) {
            table.smoothed.append(point.value);
        }
    }
    return table;
}

void CurveGraph::resetBounds()
{
    m_highest = 0;
    m_lowestPositive = 0;
}

void CurveGraph::include(double value)
{
    if (!std::isfinite(value)) {
        return;
    }
    m_highest = std::max(m_highest, value);
    if (value > 0) {
        m_lowestPositive = m_lowestPositive > 0 ? std::min(m_lowestPositive, value) : value;
    }
}

} // namespace weft
