#pragma once

#include "core/inspect/heat_map.h"

#include <QImage>
#include <QPoint>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace weft {

/// The strongest cell as (column, row); nothing for a map that cannot be drawn.
[[nodiscard]] std::optional<QPoint> strongestCell(const HeatMap& map);

/// Where a cell lies when the map fills the area.
[[nodiscard]] QRectF cellRect(const HeatMap& map, const QRectF& area, int row, int column);

/// Lays the map over the area: viridis by strength, and opaque by strength too, so that the picture
/// stays visible where the network does not look. opacity, 0..1, scales the whole.
void paintHeatMap(QPainter& painter, const QRectF& area, const HeatMap& map, double opacity);

/// crop, relative to the picture (0..1), as a rectangle within area.
[[nodiscard]] QRectF mapArea(const QRectF& area, const QRectF& crop);

/// The picture with the map over its crop, at least side pixels long on its longer side, for
/// saving.
[[nodiscard]] QImage composeHeatMap(const QImage& picture, const HeatMap& map, const QRectF& crop,
                                    double opacity, int side);

/// Enlarges without blurring where single pixels can be told apart anyway, as in an 8x8 digit.
[[nodiscard]] bool smoothWhenDrawn(const QImage& picture, const QRectF& target);

} // namespace weft
