#include "core/compress/quantized_matrix.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace weft;

namespace {

using Numbers = std::vector<std::int8_t>;

constexpr float noNumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

} // namespace

class TestQuantizedMatrix : public QObject
{
    Q_OBJECT
private slots:
    void halvesGoToTheEvenNumber()
    {
        // The largest is 127: the scale is 1, and each value is its own quotient.
        const auto matrix = quantizeRows(std::vector<float>{127, 0.5F, 1.5F, 2.5F, 3.5F, -0.5F,
                                                            -1.5F, -2.5F, 126.5F, 0.75F, -0.25F},
                                         1);
        QCOMPARE(matrix.scales, std::vector<float>{1});
        QCOMPARE(matrix.numbers, (Numbers{127, 0, 2, 2, 4, 0, -2, -2, 126, 1, 0}));
    }

    void eachRowHasItsOwnScale()
    {
        const auto matrix =
            quantizeRows(std::vector<float>{254, -100, 1, /**/ -0.25F, 0.125F, 0.0625F}, 2);
        QCOMPARE(matrix.rows, 2);
        QCOMPARE(matrix.columns, 3);
        QCOMPARE(matrix.scales, (std::vector<float>{2, 0.25F / 127}));
        // 0.125 and 0.0625 are 63.5 and 31.75 steps.
        QCOMPARE(matrix.numbers, (Numbers{127, -50, 0, -127, 64, 32}));
    }

    void theRangeIsSymmetric()
    {
        // The largest of either sign is the end of the range.
        QCOMPARE(quantizeRows(std::vector<float>{-3, 1}, 1).numbers.front(), std::int8_t(-127));
        QCOMPARE(quantizeRows(std::vector<float>{3, 1}, 1).numbers.front(), std::int8_t(127));
        std::mt19937 random(3);
        std::uniform_real_distribution<float> exponent(-30, 30);
        for (int i = 0; i < 2000; ++i) { // Whatever max / 127 has been rounded to.
            const float most = std::exp2(exponent(random));
            const auto matrix = quantizeRows(std::vector<float>{most, -most}, 1);
            QCOMPARE(matrix.numbers, (Numbers{127, -127}));
        }
    }

    void noValueIsOffByMoreThanHalfAStep()
    {
        std::mt19937 random(1);
        std::normal_distribution<float> normal;
        std::vector<float> values(64 * 500);
        for (auto& value : values) {
            value = normal(random);
        }
        const auto matrix = quantizeRows(values, 64);
        const auto back = dequantize(matrix);
        QCOMPARE(back.size(), values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double scale = matrix.scales[i / 500];
            QVERIFY(std::abs(double(values[i]) - back[i]) <= scale * (0.5 + 1e-5));
            QVERIFY(back[i] == matrix.scales[i / 500] * float(matrix.numbers[i]));
        }
        QCOMPARE(quantizeRows(back, 64).numbers, matrix.numbers); // Rounded for good.
    }

    void zerosStayZeros()
    {
        const auto matrix = quantizeRows(
            std::vector<float>{0, -0.0F, 0, /**/ 1e-44F, -1e-40F, 0, /**/ 127, 0, -127}, 3);
        QCOMPARE(matrix.numbers, (Numbers{0, 0, 0, 0, 0, 0, 127, 0, -127}));
        QCOMPARE(matrix.scales, (std::vector<float>{1, 1, 1}));
        QCOMPARE(dequantize(matrix), (std::vector<float>{0, 0, 0, 0, 0, 0, 127, 0, -127}));
    }

    void whatIsNoNumberIsNotHidden()
    {
        const auto matrix =
            quantizeRows(std::vector<float>{1, noNumber, /**/ infinity, 0, /**/ 127, 1}, 3);
        QVERIFY(std::isnan(matrix.scales[0]));
        QVERIFY(std::isnan(matrix.scales[1]));
        QCOMPARE(matrix.scales[2], 1.0F);
        const auto back = dequantize(matrix);
        QVERIFY(std::isnan(back[0]) && std::isnan(back[1]) && std::isnan(back[3]));
        QCOMPARE(back[5], 1.0F);
    }
};

QTEST_GUILESS_MAIN(TestQuantizedMatrix)
#include "test_quantized_matrix.moc"
