#include "widgets/heatmap/heatmap_painter.h"

#include "widgets/util/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

double cellValue(const HeatMap& map, int row, int column)
{
    const float value = map.cells[static_cast<std::size_t>(row * map.columns + column)];
    return std::isfinite(value) ? static_cast<double>(value) : 0.0;
}

} // namespace

std::optional<QPoint> strongestCell(const HeatMap& map)
{
    if (!isDrawable(map)) {
        return {};
    }
    QPoint strongest(0, 0);
    for (int row = 0; row < map.rows; ++row) {
        for (int column = 0; column < map.columns; ++column) {
            if (cellValue(map, row, column) > cellValue(map, strongest.y(), strongest.x())) {
                strongest = {column, row};
            }
        }
    }
    return strongest;
}

QRectF cellRect(const HeatMap& map, const QRectF& area, int row, int column)
{
    const qreal width = area.width() / map.columns;
    const qreal height = area.height() / map.rows;
    return {area.left() + column * width, area.top() + row * height, width, height};
}

void paintHeatMap(QPainter& painter, const QRectF& area, const HeatMap& map, double opacity)
{
    if (!isDrawable(map)) {
        return;
    }
    painter.save();
    // Neighbouring cells would leave a seam of half-covered pixels between them.
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int row = 0; row < map.rows; ++row) {
        for (int column = 0; column < map.columns; ++column) {
            const double strength = cellStrength(map, row, column);
            QColor colour = viridis(strength);
            colour.setAlphaF(static_cast<float>(std::clamp(opacity * strength, 0.0, 1.0)));
            const QRectF cell = cellRect(map, area, row, column);
            const QPoint topLeft(qRound(cell.left()), qRound(cell.top()));
            const QPoint bottomRight(qRound(cell.right()) - 1, qRound(cell.bottom()) - 1);
            painter.fillRect(QRect(topLeft, bottomRight), colour);
        }
    }
    painter.restore();
}

QRectF mapArea(const QRectF& area, const QRectF& crop)
{
    return {area.left() + crop.left() * area.width(), area.top() + crop.top() * area.height(),
            crop.width() * area.width(), crop.height() * area.height()};
}

QImage composeHeatMap(const QImage& picture, const HeatMap& map, const QRectF& crop, double opacity,
                      int side)
{
    if (picture.isNull()) {
        return {};
    }
    QSize size = picture.size();
    if (std::max(size.width(), size.height()) < side) {
        size.scale(side, side, Qt::KeepAspectRatio);
    }
    QImage result(size, QImage::Format_RGB32);
    const QRectF whole(QPointF(0, 0), size);
    QPainter painter(&result);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smoothWhenDrawn(picture, whole));
    painter.drawImage(whole, picture);
    paintHeatMap(painter, mapArea(whole, crop), map, opacity);
    return result;
}

bool smoothWhenDrawn(const QImage& picture, const QRectF& target)
{
    constexpr double pixelsSeen = 16;
    return target.width() < pixelsSeen * picture.width();
}

} // namespace weft
