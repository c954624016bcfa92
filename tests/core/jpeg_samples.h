#pragma once

#include "core/data/image.h"

#include <QByteArray>

namespace weft::test {

/// Something like a photograph: soft light, a few hard edges, fine texture.
Image sceneImage(int width, int height);

struct JpegKind
{
    int quality = 90;
    int sampling = 2; ///< Luminance samples for each of colour, along both sides.
    bool grey = false;
    bool progressive = false;
    bool inks = false; ///< CMYK without Adobe's marker: amounts of ink, no black.
};

/// By libjpeg itself, which writes kinds that OpenCV does not.
QByteArray encodedJpeg(const Image& image, const JpegKind& kind);

} // namespace weft::test
