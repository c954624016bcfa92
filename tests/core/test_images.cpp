#include "data_files.h"
#include "jpeg_samples.h"

#include "core/data/image.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <opencv2/imgcodecs.hpp>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

using namespace weft;
using namespace weft::test;

namespace {

Result<Image> decode(const QByteArray& bytes)
{
    return decodeImage({reinterpret_cast<const std::uint8_t*>(bytes.data()),
                        static_cast<std::size_t>(bytes.size())},
                       "picture");
}

QList<int> pixel(const Image& image, int x, int y)
{
    const auto at = 3 * (static_cast<std::size_t>(y) * image.width + x);
    return {image.rgb[at], image.rgb[at + 1], image.rgb[at + 2]};
}

bool near(const QList<int>& left, const QList<int>& right, int tolerance)
{
    for (int i = 0; i < 3; ++i) {
        if (std::abs(left[i] - right[i]) > tolerance) {
            return false;
        }
    }
    return true;
}

QByteArray encodedMat(const cv::Mat& mat, const char* ending)
{
    std::vector<unsigned char> bytes;
    cv::imencode(ending, mat, bytes);
    return QByteArray(reinterpret_cast<const char*>(bytes.data()),
                      static_cast<qsizetype>(bytes.size()));
}

} // namespace

class TestImages : public QObject
{
    Q_OBJECT
private slots:
    void everyFormatComesBackAsItWasWritten_data()
    {
        QTest::addColumn<QByteArray>("ending");
        QTest::addColumn<int>("tolerance");
        for (const auto* ending : {".png", ".bmp", ".tif"}) {
            QTest::newRow(ending) << QByteArray(ending) << 0;
        }
        QTest::newRow(".jpg") << QByteArray(".jpg") << 12;
        QTest::newRow(".webp") << QByteArray(".webp") << 12;
    }
    void everyFormatComesBackAsItWasWritten()
    {
        QFETCH(const QByteArray, ending);
        QFETCH(const int, tolerance);
        const auto original = patternImage(33, 21, 2);
        const auto image = decode(encoded(original, ending.constData()));
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().reason.c_str());
        QCOMPARE(image->width, 33);
        QCOMPARE(image->height, 21);
        for (const auto& [x, y] : {std::pair{0, 0}, {32, 0}, {0, 20}, {17, 9}}) {
            QVERIFY(near(pixel(*image, x, y), pixel(original, x, y), tolerance));
        }
    }

    void greySixteenBitsAndAlphaBecomeEightBitRgb()
    {
        const auto grey = decode(encodedMat(cv::Mat(4, 4, CV_8UC1, cv::Scalar(90)), ".png"));
        QCOMPARE(pixel(*grey, 1, 1), (QList<int>{90, 90, 90}));
        for (const auto* ending : {".png", ".tif"}) {
            const auto deep = decode(encodedMat(
                cv::Mat(4, 4, CV_16UC3, cv::Scalar(257 * 10, 257 * 20, 257 * 30)), ending));
            QCOMPARE(pixel(*deep, 1, 1), (QList<int>{30, 20, 10}));
        }
        const auto half =
            decode(encodedMat(cv::Mat(4, 4, CV_8UC4, cv::Scalar(0, 0, 200, 51)), ".png"));
        QCOMPARE(pixel(*half, 1, 1), (QList<int>{244, 204, 204}));
    }

    void inksBecomeLight()
    {
        // Of the inks, cyan alone.
        Image cyan{16, 16, {}};
        for (int i = 0; i < 16 * 16; ++i) {
            cyan.rgb.insert(cyan.rgb.end(), {0, 255, 255});
        }
        const auto image = decode(encodedJpeg(cyan, {.inks = true}));
        QVERIFY(image.ok());
        QVERIFY(near(pixel(*image, 8, 8), {0, 255, 255}, 8));
    }

    void exifRotationIsHonoured_data()
    {
        QTest::addColumn<int>("orientation");
        QTest::addColumn<QList<int>>("topLeft"); // x and y in the stored picture
        QTest::newRow("as stored") << 1 << QList<int>{0, 0};
        QTest::newRow("mirrored") << 2 << QList<int>{39, 0};
        QTest::newRow("upside down") << 3 << QList<int>{39, 23};
        QTest::newRow("flipped") << 4 << QList<int>{0, 23};
        QTest::newRow("transposed") << 5 << QList<int>{0, 0};
        QTest::newRow("turned left by the camera") << 6 << QList<int>{0, 23};
        QTest::newRow("transverse") << 7 << QList<int>{39, 23};
        QTest::newRow("turned right by the camera") << 8 << QList<int>{39, 0};
    }
    void exifRotationIsHonoured()
    {
        QFETCH(const int, orientation);
        QFETCH(const QList<int>, topLeft);
        const auto stored = patternImage(40, 24);
        const auto bytes = withOrientation(encoded(stored, ".jpg"), orientation);
        const auto image = decode(bytes);
        QVERIFY(image.ok());
        QCOMPARE(image->width, orientation >= 5 ? 24 : 40);
        QVERIFY(near(pixel(*image, 0, 0), pixel(stored, topLeft[0], topLeft[1]), 16));
        // OpenCV reads the tag, too: the whole picture must agree with its reading.
        const std::vector<char> raw(bytes.begin(), bytes.end());
        const auto peer = cv::imdecode(raw, cv::IMREAD_COLOR);
        QCOMPARE(peer.cols, image->width);
        for (int y = 0; y < image->height; y += 5) {
            for (int x = 0; x < image->width; x += 5) {
                const auto bgr = peer.at<cv::Vec3b>(y, x);
                QVERIFY(near(pixel(*image, x, y), {bgr[2], bgr[1], bgr[0]}, 2));
            }
        }
    }

    void aFileThatEndsEarlyIsCorrupt_data()
    {
        QTest::addColumn<QByteArray>("ending");
        for (const auto* ending : {".jpg", ".png", ".bmp", ".webp"}) {
            QTest::newRow(ending) << QByteArray(ending);
        }
    }
    void aFileThatEndsEarlyIsCorrupt()
    {
        QFETCH(const QByteArray, ending);
        const auto whole = encoded(patternImage(64, 64), ending.constData());
        for (const double share : {0.02, 0.4, 0.9}) {
            const auto image = decode(whole.left(static_cast<qsizetype>(whole.size() * share)));
            QVERIFY(!image.ok());
            QCOMPARE(image.error().code, ErrorCode::Corrupt);
            QVERIFY(!image.error().reason.empty());
            QCOMPARE(image.error().subject, std::string("picture"));
        }
    }

    void damageWithinIsNoticedAndNothingIsPrinted()
    {
        // What libraries print about bad pictures would go to standard error: it is caught in a
        // file.
        QTemporaryDir folder;
        const auto log = folder.filePath("stderr");
        std::fflush(stderr);
        const int saved = dup(STDERR_FILENO);
        QVERIFY(std::freopen(qPrintable(log), "w", stderr) != nullptr);
        int bad = 0;
        for (const auto* ending : {".jpg", ".png", ".webp", ".bmp"}) {
            auto bytes = encoded(patternImage(64, 64), ending);
            bad += !decode(bytes.left(bytes.size() / 2)).ok();
            for (auto at = bytes.size() / 3; at < bytes.size() / 3 + 60; ++at) {
                bytes[at] = static_cast<char>(0xFF);
            }
            bad += !decode(bytes).ok();
        }
        std::fflush(stderr);
        dup2(saved, STDERR_FILENO);
        close(saved);
        QVERIFY(bad >= 6); // A BMP and a WebP carry no check sum.
        QFile printed(log);
        QVERIFY(printed.open(QIODevice::ReadOnly));
        QCOMPARE(printed.readAll(), QByteArray());
    }

    void textAndEmptyFilesAreRefusedWithAReason()
    {
        QVERIFY(QString::fromStdString(decode("hello, I am no picture").error().reason)
                    .contains("not a JPEG"));
        QCOMPARE(decode({}).error().reason, std::string("the file is empty"));
    }

    void readingTellsMissingFromUnreadable()
    {
        QTemporaryDir folder;
        QCOMPARE(readImage(folder.filePath("none.png").toStdString()).error().code,
                 ErrorCode::NotFound);
        if (geteuid() == 0) {
            QSKIP("root may read every file");
        }
        const auto file = folder.filePath("locked.png");
        writeFile(file, encoded(patternImage(4, 4), ".png"));
        QFile::setPermissions(file, {});
        QCOMPARE(readImage(file.toStdString()).error().code, ErrorCode::Unreadable);
    }

    void theProbeTellsTheShownSizeAndFindsDamage()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath("turned.jpg");
        const auto bytes = withOrientation(encoded(patternImage(50, 30), ".jpg"), 6);
        writeFile(file, bytes);
        const auto size = probeImage(file.toStdString());
        QVERIFY(size.ok());
        QCOMPARE(size->width, 30);
        QCOMPARE(size->height, 50);
        writeFile(file, bytes.left(bytes.size() - 60));
        QCOMPARE(probeImage(file.toStdString()).error().code, ErrorCode::Corrupt);
    }

    void extremeSizesWork()
    {
        for (const auto& [width, height] : {std::pair{1, 1}, {12000, 3}, {3, 12000}}) {
            const auto image = decode(encoded(patternImage(width, height), ".jpg"));
            QVERIFY(image.ok());
            QCOMPARE(image->width, width);
            const auto small = thumbnail(*image, 64);
            QCOMPARE(std::max(small.width, small.height), std::min(64, std::max(width, height)));
            QVERIFY(std::min(small.width, small.height) >= 1);
        }
    }

    void aWrittenPngReadsBack()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath("图.png").toStdString();
        const auto original = patternImage(20, 10, 3);
        QVERIFY(writePng(original, file).ok());
        const auto image = readImage(file);
        QVERIFY(image.ok());
        QVERIFY(image->rgb == original.rgb);
    }

    void endingsAreRecognisedInAnyCase()
    {
        QVERIFY(isImageFile("a/B.JPG") && isImageFile("x.TiFf") && isImageFile("x.webp"));
        QVERIFY(!isImageFile("x.gif") && !isImageFile("jpg") && !isImageFile("x.jpg.txt"));
    }
};

QTEST_GUILESS_MAIN(TestImages)
#include "test_images.moc"
