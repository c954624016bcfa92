#include "data_files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <zlib.h>

#include <cstdlib>
#include <vector>

namespace weft::test {

Image patternImage(int width, int height, int variant)
{
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.rgb.push_back(static_cast<std::uint8_t>(255 * x / std::max(1, width - 1)));
            image.rgb.push_back(static_cast<std::uint8_t>(255 * y / std::max(1, height - 1)));
            image.rgb.push_back(static_cast<std::uint8_t>(40 * variant % 256));
        }
    }
    return image;
}

Image plainImage(int width, int height, std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Image image{width, height, {}};
    for (int i = 0; i < width * height; ++i) {
        image.rgb.insert(image.rgb.end(), {red, green, blue});
    }
    return image;
}

QByteArray encoded(const Image& image, const char* ending)
{
    auto copy = image;
    cv::Mat bgr;
    cv::cvtColor(cv::Mat(image.height, image.width, CV_8UC3, copy.rgb.data()), bgr,
                 cv::COLOR_RGB2BGR);
    std::vector<unsigned char> bytes;
    cv::imencode(ending, bgr, bytes, {cv::IMWRITE_JPEG_QUALITY, 98});
    return QByteArray(reinterpret_cast<const char*>(bytes.data()),
                      static_cast<qsizetype>(bytes.size()));
}

void writeFile(const QString& file, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(file).path());
    QFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size()) {
        qFatal("cannot write %s", qPrintable(file));
    }
}

QByteArray withOrientation(const QByteArray& jpeg, int orientation)
{
    QByteArray block("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25);
    block += static_cast<char>(orientation);
    block += QByteArray("\0\0\0\0\0\0", 6);
    QByteArray marker("\xFF\xE1\0", 3);
    marker += static_cast<char>(block.size() + 2);
    return jpeg.left(2) + marker + block + jpeg.mid(2);
}

QByteArray gzipped(const QByteArray& content)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, content.size())) + 64, 0);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

QByteArray idxFile(const QList<quint32>& dimensions, const QByteArray& values)
{
    QByteArray file("\0\0\x08", 3);
    file += static_cast<char>(dimensions.size());
    for (const auto size : dimensions) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            file += static_cast<char>(size >> shift);
        }
    }
    return file + values;
}

void writeClass(const QString& folder, int count)
{
    for (int i = 0; i < count; ++i) {
        writeFile(QStringLiteral("%1/%2.jpg").arg(folder).arg(i, 3, 10, QLatin1Char('0')),
                  encoded(patternImage(24, 20, i), ".jpg"));
    }
}

} // namespace weft::test
