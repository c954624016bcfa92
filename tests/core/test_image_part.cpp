#include "data_files.h"
#include "jpeg_samples.h"

#include "core/data/image_part.h"
#include "core/data/transforms.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdlib>

using namespace weft;
using namespace weft::test;

namespace {

std::span<const std::uint8_t> bytesOf(const QByteArray& file)
{
    return {reinterpret_cast<const std::uint8_t*>(file.data()),
            static_cast<std::size_t>(file.size())};
}

Result<ImagePart> decodePart(const QByteArray& file, const PartRequest& request)
{
    return decodeImagePart(bytesOf(file), "picture", [&](ImageSize) { return request; });
}

/// As it is, without a reduction.
PartRequest exactly(const CropRect& part)
{
    return {part, part.width, part.height};
}

/// The largest difference between the part and the same place of the whole picture.
int largestDifference(const ImagePart& part, const Image& whole, const CropRect& place)
{
    const auto& pixels = *part.pixels;
    int largest = 0;
    for (int y = 0; y < place.height; ++y) {
        for (int x = 0; x < place.width; ++x) {
            const auto mine =
                3 * (static_cast<std::size_t>(y + std::lround(part.part.y)) * pixels.width +
                     static_cast<std::size_t>(x + std::lround(part.part.x)));
            const auto theirs =
                3 * (static_cast<std::size_t>(y + place.y) * whole.width + x + place.x);
            for (std::size_t channel = 0; channel < 3; ++channel) {
                largest = std::max(
                    largest, std::abs(pixels.rgb[mine + channel] - whole.rgb[theirs + channel]));
            }
        }
    }
    return largest;
}

double meanDifference(const Image& left, const Image& right)
{
    double sum = 0;
    for (std::size_t i = 0; i < left.rgb.size(); ++i) {
        sum += std::abs(left.rgb[i] - right.rgb[i]);
    }
    return sum / static_cast<double>(left.rgb.size());
}

} // namespace

class TestImagePart : public QObject
{
    Q_OBJECT
private slots:
    void thePartIsThatOfTheWholePicture_data()
    {
        QTest::addColumn<QByteArray>("file");
        const auto scene = sceneImage(203, 151);
        QTest::newRow("4:4:4") << encodedJpeg(scene, {.sampling = 1});
        QTest::newRow("4:2:0") << encodedJpeg(scene, {});
        QTest::newRow("progressive") << encodedJpeg(scene, {.progressive = true});
        QTest::newRow("grey") << encodedJpeg(scene, {.grey = true});
        QTest::newRow("inks") << encodedJpeg(scene, {.inks = true});
        for (int orientation = 2; orientation <= 8; ++orientation) {
            QTest::addRow("orientation %d", orientation)
                << withOrientation(encodedJpeg(scene, {}), orientation);
        }
        QTest::newRow("PNG") << encoded(scene, ".png");
        QTest::newRow("WebP") << encoded(scene, ".webp");
    }
    void thePartIsThatOfTheWholePicture()
    {
        QFETCH(const QByteArray, file);
        const auto whole = decodeImage(bytesOf(file), "picture");
        QVERIFY(whole.ok());
        for (const auto& place : {CropRect{0, 0, 40, 30},
                                  {17, 33, 64, 80},
                                  {50, 0, 1, 1},
                                  {whole->width - 31, whole->height - 9, 31, 9},
                                  {0, 0, whole->width, whole->height}}) {
            const auto part = decodePart(file, exactly(place));
            QVERIFY2(part.ok(), part.ok() ? "" : part.error().reason.c_str());
            QCOMPARE(part->part.width, place.width);
            QCOMPARE(part->part.height, place.height);
            QCOMPARE(largestDifference(*part, *whole, place), 0);
        }
    }

    void theChoiceSeesTheSizeAsShown()
    {
        const auto file = withOrientation(encodedJpeg(sceneImage(90, 60), {}), 6);
        ImageSize seen;
        QVERIFY(decodeImagePart(bytesOf(file), "picture", [&](ImageSize size) {
                    seen = size;
                    return PartRequest{{0, 0, 10, 10}, 10, 10};
                }).ok());
        QCOMPARE(seen.width, 60);
        QCOMPARE(seen.height, 90);
    }

    void aPartHasAtLeastThePixelsThatItIsDrawnWith_data()
    {
        QTest::addColumn<int>("side");      ///< Of the part.
        QTest::addColumn<int>("drawn");     ///< Of what is drawn.
        QTest::addColumn<int>("reduction"); ///< Expected.
        QTest::newRow("enlarged") << 100 << 224 << 1;
        QTest::newRow("just too small to halve") << 447 << 224 << 1;
        QTest::newRow("halved") << 448 << 224 << 2;
        QTest::newRow("a quarter") << 500 << 124 << 4;
        QTest::newRow("an eighth") << 500 << 32 << 8;
    }
    void aPartHasAtLeastThePixelsThatItIsDrawnWith()
    {
        QFETCH(const int, side);
        QFETCH(const int, drawn);
        QFETCH(const int, reduction);
        for (const int orientation : {1, 6}) {
            const auto file = withOrientation(encodedJpeg(sceneImage(611, 533), {}), orientation);
            const auto part = decodePart(file, {{21, 13, side, side}, drawn, drawn});
            QVERIFY(part.ok());
            QCOMPARE(part->part.width * reduction, side);
            QVERIFY(side < drawn || part->part.width >= drawn);
            QVERIFY(part->part.x >= 0 && part->part.y >= 0);
            QVERIFY(part->part.x + part->part.width <= part->pixels->width + 1e-9);
            QVERIFY(part->part.y + part->part.height <= part->pixels->height + 1e-9);
            // No more was decoded than that, but for blocks' edges.
            QVERIFY(part->pixels->width <= part->part.width + 40);
            QVERIFY(part->pixels->height <= part->part.height + 40);
        }
    }

    void aReducedPictureLooksLikeTheWholeOneResized_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("orientation");
        QTest::newRow("no reduction") << 500 << 375 << 1;
        QTest::newRow("half") << 800 << 601 << 1;
        QTest::newRow("half, turned") << 800 << 601 << 6;
        QTest::newRow("half, mirrored") << 603 << 801 << 2;
        QTest::newRow("a quarter") << 1431 << 1250 << 3;
        QTest::newRow("an eighth") << 2400 << 2203 << 8;
    }
    void aReducedPictureLooksLikeTheWholeOneResized()
    {
        QFETCH(const int, width);
        QFETCH(const int, height);
        QFETCH(const int, orientation);
        const auto file = withOrientation(encodedJpeg(sceneImage(width, height), {}), orientation);
        const auto whole = decodeImage(bytesOf(file), "picture");
        QVERIFY(whole.ok());
        const Preprocessing preprocessing;
        const auto compare = [&](const auto& plan) {
            ViewPlan chosen;
            const auto part = decodeImagePart(bytesOf(file), "picture", [&](ImageSize size) {
                chosen = plan(size);
                return partFor(chosen, preprocessing);
            });
            return meanDifference(
                drawView(*part, chosen, preprocessing),
                drawView(partOf(std::make_shared<const Image>(*whole),
                                [&](ImageSize) { return partFor(chosen, preprocessing); }),
                         chosen, preprocessing));
        };
        const double seen =
            compare([&](ImageSize size) { return evaluationPlan(size, preprocessing); });
        QVERIFY2(seen <= (width == 500 ? 0.0 : 1.0), qPrintable(QString::number(seen)));
        for (std::uint64_t i = 0; i < 5; ++i) {
            const double training = compare([&](ImageSize size) {
                return trainingPlan(size, preprocessing, RandomStream(3, 1, i));
            });
            QVERIFY2(training <= 1.0, qPrintable(QString::number(training)));
        }
    }

    void aFileThatEndsEarlyIsToldEvenWhereThePartIsThere()
    {
        for (const bool progressive : {false, true}) {
            const auto file = encodedJpeg(sceneImage(200, 200), {.progressive = progressive});
            QVERIFY(decodePart(file, exactly({0, 0, 20, 20})).ok());
            // What follows the picture's end belongs to nobody.
            QVERIFY(decodePart(file + QByteArray(100, 'x'), exactly({0, 0, 20, 20})).ok());
            for (const double share : {0.01, 0.3, 0.9, 0.999}) {
                const auto cut = file.left(static_cast<qsizetype>(file.size() * share));
                const auto part = decodePart(cut, exactly({0, 0, 20, 20}));
                QVERIFY(!part.ok());
                QCOMPARE(part.error().code, ErrorCode::Corrupt);
                QCOMPARE(part.error().subject, std::string("picture"));
                QVERIFY(part.error().reason.find("JPEG") != std::string::npos);
            }
        }
        const auto png = encoded(sceneImage(200, 200), ".png");
        QCOMPARE(decodePart(png.left(png.size() / 2), exactly({0, 0, 20, 20})).error().code,
                 ErrorCode::Corrupt);
    }

    void damageWithinThePartIsNoticed()
    {
        auto file = encodedJpeg(sceneImage(200, 200), {});
        for (auto at = file.size() / 3; at < file.size() / 3 + 60; ++at) {
            file[at] = static_cast<char>(0xFF);
        }
        QCOMPARE(decodePart(file, exactly({0, 0, 200, 200})).error().code, ErrorCode::Corrupt);
    }

    void readingTellsMissingFromUnreadable()
    {
        QTemporaryDir folder;
        const auto choose = [](ImageSize) { return PartRequest{{0, 0, 1, 1}, 1, 1}; };
        QCOMPARE(readImagePart(folder.filePath("none.jpg").toStdString(), choose).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(readImagePart(folder.path().toStdString(), choose).error().code,
                 ErrorCode::Unreadable);
        writeFile(folder.filePath("a.jpg"), {});
        QCOMPARE(readImagePart(folder.filePath("a.jpg").toStdString(), choose).error().reason,
                 std::string("the file is empty"));
    }
};

QTEST_GUILESS_MAIN(TestImagePart)
#include "test_image_part.moc"
