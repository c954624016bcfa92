#include "widgets/images/image_convert.h"

#include <QPainter>

#include <cstring>

namespace weft {

QImage toQImage(const Image& image)
{
    if (image.empty()) {
        return {};
    }
    const QImage view(image.rgb.data(), image.width, image.height, 3 * image.width,
                      QImage::Format_RGB888);
    return view.copy();
}

Image fromQImage(const QImage& image)
{
    if (image.isNull()) {
        return {};
    }
    QImage flat(image.size(), QImage::Format_RGB888);
    if (image.hasAlphaChannel()) {
        flat.fill(Qt::white);
        QPainter painter(&flat);
        // A pasted picture may carry the screen's scale, which would enlarge it here.
        QImage pixels = image;
        pixels.setDevicePixelRatio(1);
        painter.drawImage(0, 0, pixels);
    } else {
        flat = image.convertToFormat(QImage::Format_RGB888);
    }
    Image result{flat.width(), flat.height(), {}};
    const auto row = static_cast<std::size_t>(flat.width()) * 3;
    result.rgb.resize(row * static_cast<std::size_t>(flat.height()));
    for (int y = 0; y < flat.height(); ++y) {
        std::memcpy(result.rgb.data() + row * static_cast<std::size_t>(y), flat.constScanLine(y),
                    row);
    }
    return result;
}

} // namespace weft
