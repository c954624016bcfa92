#include "core/base/random.h"
#include "core/data/resample.h"

#include <QTest>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace weft;

namespace {

Image noise(int width, int height)
{
    RandomStream random(7);
    Image image{width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height)};
    for (auto& byte : image.rgb) {
        byte = static_cast<std::uint8_t>(random.below(256));
    }
    return image;
}

Image drawn(const Image& source, const Taps& columns, const Taps& rows)
{
    const auto width = static_cast<int>(columns.first.size());
    const auto height = static_cast<int>(rows.first.size());
    Image image{width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height)};
    resample(source, columns, rows, image.rgb);
    return image;
}

int at(const Image& image, int x, int y)
{
    return image.rgb[3 * (static_cast<std::size_t>(y) * image.width + x)];
}

} // namespace

class TestResample : public QObject
{
    Q_OBJECT
private slots:
    void aPartIsResizedAsOpenCvDoes_data()
    {
        QTest::addColumn<QRect>("part");
        QTest::addColumn<QSize>("target");
        QTest::addColumn<int>("method");
        QTest::newRow("shrunk") << QRect(13, 7, 150, 101) << QSize(64, 48) << int(cv::INTER_AREA);
        QTest::newRow("shrunk a little")
            << QRect(0, 0, 90, 90) << QSize(77, 77) << int(cv::INTER_AREA);
        QTest::newRow("halved") << QRect(3, 5, 128, 96) << QSize(64, 48) << int(cv::INTER_AREA);
        QTest::newRow("shrunk a lot")
            << QRect(0, 0, 201, 133) << QSize(3, 2) << int(cv::INTER_AREA);
        QTest::newRow("enlarged") << QRect(20, 30, 31, 17) << QSize(64, 48)
                                  << int(cv::INTER_LINEAR);
        QTest::newRow("from one pixel")
            << QRect(20, 30, 1, 1) << QSize(8, 8) << int(cv::INTER_LINEAR);
        QTest::newRow("the far corner")
            << QRect(190, 120, 11, 13) << QSize(32, 32) << int(cv::INTER_LINEAR);
        QTest::newRow("as it is") << QRect(50, 40, 64, 48) << QSize(64, 48) << int(cv::INTER_AREA);
    }
    void aPartIsResizedAsOpenCvDoes()
    {
        QFETCH(const QRect, part);
        QFETCH(const QSize, target);
        QFETCH(const int, method);
        auto source = noise(201, 133);
        const auto image = drawn(source, makeTaps(part.x(), part.width(), 201, target.width()),
                                 makeTaps(part.y(), part.height(), 133, target.height()));
        const cv::Mat whole(133, 201, CV_8UC3, source.rgb.data());
        cv::Mat expected;
        cv::resize(whole(cv::Rect(part.x(), part.y(), part.width(), part.height())), expected,
                   cv::Size(target.width(), target.height()), 0, 0, method);
        int largest = 0;
        for (std::size_t i = 0; i < image.rgb.size(); ++i) {
            largest = std::max(largest, std::abs(image.rgb[i] - expected.data[i]));
        }
        QVERIFY2(largest <= 1, qPrintable(QString::number(largest)));
    }

    void aPartThatBeginsWithinAPixelIsWeighted()
    {
        // Pixels 0, 100, 200: from 0.5 to 2.5 in two places.
        const Image source{3, 1, {0, 0, 0, 100, 100, 100, 200, 200, 200}};
        const auto image = drawn(source, makeTaps(0.5, 2, 3, 2), makeTaps(0, 1, 1, 1));
        QCOMPARE(at(image, 0, 0), 50);
        QCOMPARE(at(image, 1, 0), 150);
    }

    void placesMoveOverBlackAndTurnRound()
    {
        const Image source{4, 1, {10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0}};
        const auto taps = makeTaps(0, 4, 4, 4);
        const auto row = makeTaps(0, 1, 1, 1);
        const auto reds = [&](int shift, bool mirrored) {
            const auto image = drawn(source, movedTaps(taps, shift, mirrored), row);
            return QList<int>{at(image, 0, 0), at(image, 1, 0), at(image, 2, 0), at(image, 3, 0)};
        };
        QCOMPARE(reds(0, false), (QList<int>{10, 20, 30, 40}));
        QCOMPARE(reds(1, false), (QList<int>{20, 30, 40, 0}));
        QCOMPARE(reds(-2, false), (QList<int>{0, 0, 10, 20}));
        QCOMPARE(reds(1, true), (QList<int>{0, 40, 30, 20}));
        QCOMPARE(reds(0, true), (QList<int>{40, 30, 20, 10}));
    }

    void bytesAreScaledByAPatternThatRepeats()
    {
        const std::vector<std::uint8_t> bytes{1, 2, 3, 4, 5, 255};
        std::vector<float> out(6);
        scaleBytes(bytes, std::vector<float>{1, 10, 100}, std::vector<float>{0, 0.5F, -1}, out);
        QCOMPARE(out, (std::vector<float>{1, 20.5F, 299, 4, 50.5F, 25499}));
    }
};

QTEST_GUILESS_MAIN(TestResample)
#include "test_resample.moc"
