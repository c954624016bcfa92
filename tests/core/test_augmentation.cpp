#include "core/data/augmentation.h"
#include "core/data/batch_loader.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

using namespace weft;

namespace {

constexpr int width = 20;
constexpr int height = 16;

/// As the script that made the golden values does.
Image picture()
{
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int channel = 0; channel < 3; ++channel) {
                image.rgb.push_back(static_cast<std::uint8_t>(
                    (7 * x + 5 * y * (channel + 1) + (x * y) % 13 * 6) % 200 + 20));
            }
        }
    }
    return image;
}

std::vector<std::uint8_t> fromHex(const std::string& text)
{
    const auto bytes = QByteArray::fromHex(QByteArray::fromStdString(text));
    return {bytes.begin(), bytes.end()};
}

/// Grey pictures of one size.
class GreySet final : public Dataset
{
public:
    std::size_t size() const override { return 6; }
    int label(std::size_t) const override { return 0; }
    std::string name(std::size_t index) const override { return std::to_string(index); }
    Result<Image> image(std::size_t) const override
    {
        return Image{32, 32, std::vector<std::uint8_t>(32 * 32 * 3, 200)};
    }
    const std::vector<std::string>& classNames() const override { return m_names; }

private:
    std::vector<std::string> m_names{"grey"};
};

std::vector<float> load(LoaderOptions options)
{
    Preprocessing preprocessing;
    preprocessing.kind = TransformKind::Article;
    preprocessing.size = 32;
    options.batch = 6;
    BatchLoader loader(std::make_shared<GreySet>(), preprocessing, options);
    const auto batch = loader.next();
    return {batch->pixels.begin(), batch->pixels.end()};
}

} // namespace

class TestAugmentation : public QObject
{
    Q_OBJECT
private slots:
    void operationsAreThoseOfTorchvision()
    {
        std::ifstream file(WEFT_SOURCE_DIR "/tests/parity/augment_goldens.json");
        const auto goldens = nlohmann::json::parse(file);
        std::set<std::string> names;
        for (const auto& golden : goldens.at("results")) {
            const std::string name = golden.at("operation");
            const double magnitude = golden.at("magnitude");
            names.insert(name);
            QVERIFY2(std::abs(magnitudeOf(name, golden.at("bin"), width, height) -
                              std::abs(magnitude)) < 1e-4,
                     name.c_str());
            const auto seen = augmentedBy(name, picture(), magnitude).rgb;
            const auto expected = fromHex(golden.at("pixels"));
            QCOMPARE(seen.size(), expected.size());
            int different = 0;
            int largest = 0;
            for (std::size_t i = 0; i < seen.size(); ++i) {
                const int gap = std::abs(int(seen[i]) - int(expected[i]));
                different += gap > 0 ? 1 : 0;
                largest = std::max(largest, gap);
            }
            // OpenCV counts a pixel's place in 1,024ths: a nearest pixel may be the next one. The
            // last bit of a product in float32 may be another too, and falls on a whole number.
            const bool moves = name.starts_with("Shear") || name == "Rotate";
            const int allowed = moves ? static_cast<int>(seen.size()) / 100 : 3;
            QVERIFY2(different <= allowed && (moves || largest <= 1),
                     qPrintable(QString("%1 at %2: %3 values differ, by up to %4")
                                    .arg(QString::fromStdString(name))
                                    .arg(magnitude)
                                    .arg(different)
                                    .arg(largest)));
        }
        QCOMPARE(names.size(), std::size_t{14});
    }

    void randAugmentIsAFunctionOfItsKey()
    {
        const Augmentation two{0, 2, 9};
        const auto once = randAugmented(picture(), two, RandomStream(1, 2, 3));
        QVERIFY(once.rgb == randAugmented(picture(), two, RandomStream(1, 2, 3)).rgb);
        std::set<std::vector<std::uint8_t>> seen;
        for (std::uint64_t index = 0; index < 40; ++index) {
            seen.insert(randAugmented(picture(), two, RandomStream(1, 2, index)).rgb);
        }
        QVERIFY(seen.size() > 30);
        QVERIFY(randAugmented(picture(), {0, 0, 30}, RandomStream(1)).rgb == picture().rgb);
    }

    void erasingTakesRectanglesOfTheRightSizes()
    {
        constexpr int size = 64;
        int erasures = 0;
        for (std::uint64_t index = 0; index < 2000; ++index) {
            std::vector<float> pixels(std::size_t{3} * size * size, 1.0F);
            eraseAtRandom(pixels, size, 0.25, RandomStream(5, 1, index));
            int left = size, right = 0, top = size, bottom = 0, zeros = 0;
            for (int i = 0; i < size * size; ++i) {
                const auto first = static_cast<std::size_t>(3 * i);
                QCOMPARE(pixels[first], pixels[first + 2]); // All channels or none.
                if (pixels[first] == 0) {
                    ++zeros;
                    left = std::min(left, i % size);
                    right = std::max(right, i % size + 1);
                    top = std::min(top, i / size);
                    bottom = std::max(bottom, i / size + 1);
                }
            }
            if (zeros == 0) {
                continue;
            }
            ++erasures;
            QCOMPARE(zeros, (right - left) * (bottom - top)); // A whole rectangle.
            const double share = zeros / double(size * size);
            const double ratio = double(bottom - top) / (right - left);
            QVERIFY2(share > 0.015 && share < 0.345, qPrintable(QString::number(share)));
            QVERIFY2(ratio > 0.25 && ratio < 3.9, qPrintable(QString::number(ratio)));
        }
        QVERIFY2(erasures > 420 && erasures < 580, qPrintable(QString::number(erasures)));
    }

    void theLoaderVariesByTheEpochAlone()
    {
        LoaderOptions options;
        options.augment = true;
        options.epoch = 3;
        const auto plain = load(options);
        options.further = {1, 0, 9};
        const auto erased = load(options);
        QVERIFY(erased != plain);
        QVERIFY(std::ranges::find(erased, 0.0F) != erased.end());
        options.further = {0.5, 2, 20};
        options.threads = 1;
        const auto varied = load(options);
        options.threads = 3;
        QVERIFY(load(options) == varied);
        options.epoch = 4;
        QVERIFY(load(options) != varied);
        options.viewEpoch = 3;
        QVERIFY(load(options) == varied);
        // In evaluation nothing of it is done.
        options.augment = false;
        const auto seen = load(options);
        options.further = {};
        QVERIFY(load(options) == seen);
    }
};

QTEST_GUILESS_MAIN(TestAugmentation)
#include "test_augmentation.moc"
