#pragma once

#include "core/train/events.h"

#include <QImage>
#include <QPoint>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace weft {

/// True where the map has as many cells as its shape says, and at least one.
[[nodiscard]] bool isDrawable(const HeatMap& map);

/// A cell's strength for the eye, 0..1. Grad-CAM is that already. Attention is divided by its
/// largest cell, or by twice the uniform share where all cells are small: a network that looks
/// everywhere alike must not look as if it were sure. A value that is not finite counts as 0.
[[nodiscard]] double cellStrength(const HeatMap& map, int row, int column);

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
