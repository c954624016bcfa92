#pragma once

#include "core/data/preprocessing.h"

#include <QRectF>

namespace weft {

/// evaluationCrop() relative to the picture (0..1): where a heat map lies, whatever the size at
/// which the picture is drawn. width and height are the original's.
[[nodiscard]] QRectF relativeEvaluationCrop(int width, int height,
                                            const Preprocessing& preprocessing);

} // namespace weft
