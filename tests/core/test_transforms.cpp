#include "data_files.h"

#include "core/data/memory_dataset.h"
#include "core/data/transforms.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace weft;
using namespace weft::test;

namespace {

Preprocessing article(int size = 224)
{
    Preprocessing preprocessing;
    preprocessing.size = size;
    return preprocessing;
}

Preprocessing small(int size, bool flip)
{
    Preprocessing preprocessing;
    preprocessing.kind = TransformKind::Small;
    preprocessing.size = size;
    preprocessing.flip = flip;
    return preprocessing;
}

int red(const Image& image, int x, int y)
{
    return image.rgb[3 * (static_cast<std::size_t>(y) * image.width + x)];
}

} // namespace

class TestTransforms : public QObject
{
    Q_OBJECT
private slots:
    void theArticleShowsTheCentreAtSevenEighths()
    {
        const auto crop = evaluationCrop(512, 256, article());
        QCOMPARE(crop.width, 224);
        QCOMPARE(crop.height, 224);
        QCOMPARE(crop.x, 144);
        QCOMPARE(crop.y, 16);
        // A picture whose shorter side is 256 already is cut out of, not resampled.
        const auto image = patternImage(512, 256);
        const auto view = evaluationView(image, article());
        QCOMPARE(view.width, 224);
        QCOMPARE(red(view, 0, 0), red(image, 144, 16));
        QCOMPARE(red(view, 223, 223), red(image, 367, 239));
    }

    void smallImagesShowTheWholeShorterSide()
    {
        const auto crop = evaluationCrop(30, 50, small(32, false));
        QCOMPARE(crop.x, 0);
        QCOMPARE(crop.y, 10);
        QCOMPARE(crop.width, 30);
        QCOMPARE(crop.height, 30);
        const auto image = patternImage(32, 32);
        QVERIFY(evaluationView(image, small(32, false)).rgb == image.rgb);
    }

    void theOrientationSurvivesEnlargingAndShrinking()
    {
        for (const int side : {8, 96}) {
            const auto view = evaluationView(patternImage(side, side), small(32, false));
            QCOMPARE(view.width, 32);
            QVERIFY(red(view, 2, 16) < 50);
            QVERIFY(std::abs(red(view, 16, 16) - 131) < 12);
            QVERIFY(red(view, 29, 16) > 205);
        }
    }

    void extremeShapesAreBoundedWork()
    {
        for (const auto& [width, height] :
             {std::pair{12000, 1}, {1, 12000}, {1, 1}, {12000, 300}}) {
            const auto image = plainImage(width, height, 10, 20, 30);
            for (const auto& preprocessing : {article(), small(32, true)}) {
                QCOMPARE(evaluationView(image, preprocessing).width, preprocessing.size);
                const auto view = trainingView(image, preprocessing, RandomStream(1));
                QCOMPARE(view.height, preprocessing.size);
            }
        }
    }

    void thePadCropShiftsByAnEighthAtMostOverBlack()
    {
        const auto image = plainImage(32, 32, 200, 200, 200);
        std::set<int> offsets;
        for (std::uint64_t i = 0; i < 300; ++i) {
            const auto view = trainingView(image, small(32, false), RandomStream(3, 0, i));
            int left = 0;
            while (red(view, left, 16) == 0) {
                ++left;
            }
            int right = 0;
            while (red(view, 31 - right, 16) == 0) {
                ++right;
            }
            offsets.insert(left - right);
            QCOMPARE(std::min(left, right), 0);
        }
        QCOMPARE(*offsets.begin(), -4);
        QCOMPARE(*offsets.rbegin(), 4);
        QCOMPARE(offsets.size(), std::size_t{9});
    }

    void theShiftedPictureIsThePictureItself()
    {
        const auto image = patternImage(32, 32);
        for (std::uint64_t i = 0; i < 50; ++i) {
            const auto view = trainingView(image, small(32, false), RandomStream(3, 0, i));
            // In the middle neighbours still differ by a step of the ramp.
            QVERIFY(red(view, 17, 16) - red(view, 16, 16) >= 8);
            QVERIFY(std::abs(red(view, 16, 16) - red(image, 16, 16)) <= 4 * 9);
        }
    }

    void halfOfTheTrainingImagesAreMirrored()
    {
        const auto image = patternImage(32, 32);
        int mirrored = 0;
        for (std::uint64_t i = 0; i < 400; ++i) {
            const auto view = trainingView(image, small(32, true), RandomStream(3, 1, i));
            mirrored += red(view, 10, 16) > red(view, 20, 16);
        }
        QVERIFY(mirrored > 150 && mirrored < 250);
    }

    void theRandomCropCoversEightToAHundredPercent()
    {
        auto preprocessing = article(64);
        preprocessing.flip = false;
        const auto image = patternImage(256, 256);
        double smallest = 1;
        double largest = 0;
        for (std::uint64_t i = 0; i < 400; ++i) {
            const auto view = trainingView(image, preprocessing, RandomStream(5, 0, i));
            // The ramps tell which part of the picture is shown.
            const double width = (red(view, 63, 32) - red(view, 0, 32)) / 252.0;
            const auto green = [&](int y) { return view.rgb[3 * (y * 64UL + 32) + 1]; };
            const double height = (green(63) - green(0)) / 252.0;
            smallest = std::min(smallest, width * height);
            largest = std::max(largest, width * height);
            QVERIFY(width / height > 0.70 && width / height < 1.43);
        }
        QVERIFY(smallest > 0.06 && smallest < 0.15);
        QVERIFY(largest > 0.85 && largest < 1.05);
    }

    void theSameKeyGivesTheSameView()
    {
        const auto image = patternImage(90, 70);
        for (const auto& preprocessing : {article(48), small(32, true)}) {
            const auto view = trainingView(image, preprocessing, RandomStream(1, 2, 3));
            QVERIFY(view.rgb == trainingView(image, preprocessing, RandomStream(1, 2, 3)).rgb);
            int differing = 0;
            for (std::uint64_t epoch = 3; epoch < 8; ++epoch) {
                differing +=
                    view.rgb != trainingView(image, preprocessing, RandomStream(1, epoch, 3)).rgb;
            }
            QVERIFY(differing >= 4);
        }
    }

    void normalisingMatchesTorchvision()
    {
        // Golden values: (128 / 255 - 0.485) / 0.229 and so on, as ToTensor and Normalize give.
        Image view{2, 1, {128, 0, 255, 0, 255, 64}};
        std::vector<float> out(6);
        normalize(view, article(), out);
        // Pixel by pixel, as channels-last convolutions read it.
        const std::vector<float> expected{0.0740646F,  -2.0357143F, 2.6399999F,
                                          -2.1179039F, 2.4285715F,  -0.6889760F};
        for (std::size_t i = 0; i < out.size(); ++i) {
            QVERIFY2(std::abs(out[i] - expected[i]) < 1e-5F, qPrintable(QString::number(out[i])));
        }
    }

    void smallImagesUseTheSetsOwnStatistics()
    {
        MemoryImages images{2, 2, PixelLayout::Grey, {}, {0, 1}, {"dark", "light"}, "set"};
        images.pixels = {51, 51, 51, 51, 153, 153, 153, 153};
        DataConfig config;
        config.size = 2;
        config.transform = TransformKind::Small;
        const auto preprocessing = makePreprocessing(config, MemoryDataset(images));
        QVERIFY(preprocessing.ok());
        QVERIFY(std::abs(preprocessing->mean[1] - 0.4F) < 1e-6F);
        QVERIFY(std::abs(preprocessing->deviation[2] - 0.2F) < 1e-6F);

        images.pixels.assign(8, 77);
        QVERIFY(makePreprocessing(config, MemoryDataset(images))->deviation[0] > 0);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(makePreprocessing(config, MemoryDataset(images), stop.get_token()).error().code,
                 ErrorCode::Cancelled);
        config.transform = TransformKind::Article;
        QCOMPARE(makePreprocessing(config, MemoryDataset(images))->mean[0], 0.485F);
    }
};

QTEST_GUILESS_MAIN(TestTransforms)
#include "test_transforms.moc"
