#pragma once

#include "core/data/image.h"

#include <QImage>

namespace weft {

/// The same pixels as a QImage (RGB888, a deep copy); a null QImage for an empty image.
[[nodiscard]] QImage toQImage(const Image& image);

/// The same pixels as an Image; alpha is laid over white, as readImage() does.
[[nodiscard]] Image fromQImage(const QImage& image);

} // namespace weft
