#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace weft {

/// A line icon (an SVG that draws in currentColor) in one colour, side logical pixels wide. A null
/// pixmap where the resource is not there.
[[nodiscard]] QPixmap lineIcon(const QString& resource, const QColor& colour, int side,
                               qreal devicePixelRatio);

/// The same for buttons, sharp at once and twice the size.
[[nodiscard]] QIcon lineIcon(const QString& resource, const QColor& colour, int side);

} // namespace weft
