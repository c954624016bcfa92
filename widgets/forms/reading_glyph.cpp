#include "widgets/forms/reading_glyph.h"

#include "core/model/reading_order.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace weft {

namespace {

constexpr int cells = 4;
constexpr qreal between = 6; ///< Two glyphs.

/// Lines between cells that touch; a jump to the next row is not drawn.
QPainterPath wayThrough(const CellOrder& order, const QRectF& square)
{
    const qreal pitch = square.width() / (cells - 1);
    const auto place = [&](std::int64_t cell) {
        return square.topLeft() + QPointF(static_cast<qreal>(cell % cells) * pitch,
                                          static_cast<qreal>(cell / cells) * pitch);
    };
    QPainterPath way(place(order.front()));
    for (std::size_t step = 1; step < order.size(); ++step) {
        const auto to = place(order[step]);
        const bool touches = (to - way.currentPosition()).manhattanLength() < 1.5 * pitch;
        touches ? way.lineTo(to) : way.moveTo(to);
    }
    return way;
}

} // namespace

void paintReadingGlyph(QPainter& painter, const QRectF& area, ReadingOrder order,
                       const QColor& colour)
{
    const auto readings = readingsOf(order);
    const qreal side = area.height();
    const auto count = static_cast<qreal>(readings.size());
    qreal left = area.center().x() - (count * side + (count - 1) * between) / 2;
    painter.save();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const auto reading : readings) {
        painter.drawPath(
            wayThrough(readingOrder(reading, cells), QRectF(left, area.top(), side, side)));
        left += side + between;
    }
    painter.restore();
}

} // namespace weft
