#pragma once

#include "core/data/image.h"

#include <QByteArray>
#include <QString>

namespace weft::test {

/// A picture whose pixels differ from place to place, so that a turned or cut one is noticed.
Image patternImage(int width, int height, int variant = 0);

/// One colour all over.
Image plainImage(int width, int height, std::uint8_t red, std::uint8_t green, std::uint8_t blue);

QByteArray encoded(const Image& image, const char* ending);     ///< As OpenCV writes it.
void writeFile(const QString& file, const QByteArray& content); ///< Makes the folders, too.

/// The JPEG with an APP1 block that holds the orientation tag.
QByteArray withOrientation(const QByteArray& jpeg, int orientation);

QByteArray gzipped(const QByteArray& content);

/// An IDX file of unsigned bytes.
QByteArray idxFile(const QList<quint32>& dimensions, const QByteArray& values);

/// count JPEGs of 24x20 in the folder.
void writeClass(const QString& folder, int count);

} // namespace weft::test
