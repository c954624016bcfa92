#include "widgets/heatmap/evaluation_crop.h"

#include "core/data/transforms.h"

namespace weft {

QRectF relativeEvaluationCrop(int width, int height, const Preprocessing& preprocessing)
{
    if (width <= 0 || height <= 0) {
        return {0, 0, 1, 1};
    }
    const auto crop = evaluationCrop(width, height, preprocessing);
    return {static_cast<double>(crop.x) / width, static_cast<double>(crop.y) / height,
            static_cast<double>(crop.width) / width, static_cast<double>(crop.height) / height};
}

} // namespace weft
