#pragma once

#include "core/config/run_config.h"

#include <QRectF>

class QColor;
class QPainter;

namespace weft {

/// Draws the way in which a grid is read, small, in the middle of the area: a square of four cells
/// a side, or two of them where it is read twice.
void paintReadingGlyph(QPainter& painter, const QRectF& area, ReadingOrder order,
                       const QColor& colour);

} // namespace weft
