#include "widgets/plots/dense_graph_p.h"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

/// Values a column of pixels from which on the band is drawn; a line through so many is one.
constexpr double denseFrom = 2;

/// A band no higher than so many times its line's width is drawn as a line, which is smooth.
constexpr double threadHeight = 1.5;

/// Qt strokes a broad line as one outline, which takes longer than its points grow: a bold curve of
/// 1,500 took 3 ms, in pieces of so many points a fraction of it.
constexpr qsizetype piece = 16;

} // namespace

DenseGraph::DenseGraph(QCPAxis* keyAxis, QCPAxis* valueAxis)
    : QCPGraph(keyAxis, valueAxis)
{
    setSelectable(QCP::stNone);
}

void DenseGraph::append(const QVector<QCPGraphData>& points)
{
    mDataContainer->add(points, true);
    for (const auto& point : points) {
        m_pyramid.append(point.value);
    }
}

void DenseGraph::clear()
{
    mDataContainer->clear();
    m_pyramid.clear();
}

void DenseGraph::draw(QCPPainter* painter)
{
    QCPGraphDataContainer::const_iterator begin;
    QCPGraphDataContainer::const_iterator end;
    getVisibleDataBounds(begin, end, QCPDataRange(0, dataCount()));
    const auto count = static_cast<double>(end - begin);
    // Columns of the screen's or the picture's own pixels.
    const double width = 1 / std::max(0.1, painter->deviceTransform().m11());
    const double span = begin == end ? 0
                                     : mKeyAxis->coordToPixel(std::prev(end)->key) -
                                           mKeyAxis->coordToPixel(begin->key);
    if (!mScatterStyle.isNone() || count < denseFrom * std::max(2.0, span / width)) {
        QCPGraph::draw(painter);
        return;
    }
    const auto first = static_cast<int>(begin - mDataContainer->constBegin());
    drawColumns(*painter,
                columns(QCPDataRange(first, first + static_cast<int>(end - begin)), width));
}

void DenseGraph::drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const
{
    // Where pieces of a line that one can look through overlap, one would see it. Thin ones have no
    // outline.
    if (mPen.color().alpha() < 255 || mPen.widthF() <= 1) {
        QCPGraph::drawLinePlot(painter, lines);
        return;
    }
    if (lines.size() > 2 * piece) {
        // Corners this close look the same with flat joins, and round ones are half of the work.
        QPen pen = painter->pen();
        pen.setJoinStyle(Qt::BevelJoin);
        painter->setPen(pen);
    }
    for (qsizetype from = 0; from + 1 < lines.size(); from += piece) {
        QCPGraph::drawLinePlot(painter, lines.mid(from, piece + 1)); // To the next one's begin.
    }
}

std::vector<DenseGraph::Column> DenseGraph::columns(const QCPDataRange& range, double width) const
{
    std::vector<Column> columns;
    const auto all = mDataContainer->constBegin();
    const auto end = all + range.end();
    auto from = all + range.begin();
    // The columns hang on a value, so that they move with the curve and it does not shimmer.
    const double left = mKeyAxis->coordToPixel(from->key);
    while (from != end) {
        const double number = std::floor((mKeyAxis->coordToPixel(from->key) - left) / width);
        const double border = mKeyAxis->pixelToCoord(left + (number + 1) * width);
        // The column's values are few beside all of them: look near first.
        auto to = std::next(from);
        for (std::ptrdiff_t step = 64; to != end && to->key < border; step *= 2) {
            to += std::min<std::ptrdiff_t>(step, end - to);
        }
        to =
            std::lower_bound(std::next(from), to, border,
                             [](const QCPGraphData& point, double key) { return point.key < key; });
        Column column;
        column.x = left + (number + 0.5) * width;
        column.first = from->value;
        column.last = std::prev(to)->value;
        column.extent = m_pyramid.extent(static_cast<std::size_t>(from - all),
                                         static_cast<std::size_t>(to - all),
                                         [&](std::size_t index) { return (all + index)->value; });
        columns.push_back(column);
        from = to;
    }
    return columns;
}

void DenseGraph::drawColumns(QCPPainter& painter, std::vector<Column> columns) const
{
    double heights = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto& extent = columns[i].extent;
        if (i > 0 && !extent.empty() && !columns[i - 1].extent.empty()) {
            extent.add(columns[i - 1].last); // The line comes from there.
        }
        if (!extent.empty()) {
            heights += std::abs(valuePixel(extent.high) - valuePixel(extent.low));
        }
    }
    applyDefaultAntialiasingHint(&painter);
    if (heights <= threadHeight * mPen.widthF() * static_cast<double>(columns.size())) {
        drawThread(painter, columns);
    } else {
        drawBand(painter, columns);
    }
}

void DenseGraph::drawBand(QCPPainter& painter, const std::vector<Column>& columns) const
{
    const double half = mPen.widthF() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(mPen.color());
    QPolygonF upper;
    QPolygonF lower;
    const auto fill = [&] {
        if (!upper.isEmpty()) {
            std::reverse(lower.begin(), lower.end());
            painter.drawPolygon(upper + lower, Qt::WindingFill);
        }
        upper.clear();
        lower.clear();
    };
    // Far outside of the plot, numbers are only slow to draw.
    const double top = mKeyAxis->axisRect()->top() - 2 * half;
    const double bottom = mKeyAxis->axisRect()->bottom() + 2 * half;
    for (const auto& column : columns) {
        if (column.extent.empty()) {
            fill();
            continue;
        }
        upper.append({column.x, std::clamp(valuePixel(column.extent.high) - half, top, bottom)});
        lower.append({column.x, std::clamp(valuePixel(column.extent.low) + half, top, bottom)});
    }
    fill();
}

void DenseGraph::drawThread(QCPPainter& painter, const std::vector<Column>& columns) const
{
    painter.setPen(mPen);
    painter.setBrush(Qt::NoBrush);
    QVector<QPointF> line;
    line.reserve(static_cast<qsizetype>(columns.size()));
    for (const auto& column : columns) {
        const double middle = (column.extent.low + column.extent.high) / 2;
        line.append({column.x, column.extent.empty() ? qQNaN() : valuePixel(middle)}); // A gap.
    }
    drawLinePlot(&painter, line);
}

double DenseGraph::valuePixel(double value) const
{
    return mValueAxis->coordToPixel(value);
}

} // namespace weft
