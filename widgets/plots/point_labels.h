#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QVector>

namespace weft {

/// Where the labels of points stand, so that they cover neither one another nor a point as far as
/// the area allows: beside their point where there is room, else further off. Points that lie on
/// one another get theirs around it. As many rectangles as there are points.
[[nodiscard]] QVector<QRectF> placeLabels(const QVector<QPointF>& points,
                                          const QVector<QSizeF>& sizes, const QRectF& area);

} // namespace weft
