#include "core/compress/activation_range.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace weft;

namespace {

/// Mean square of what rounding really takes away.
double costOf(const std::vector<float>& values, const ActivationRounding& rounding)
{
    double sum = 0;
    for (const double value : values) {
        const double number =
            std::clamp(std::nearbyint(value / rounding.scale) + rounding.zero, -128.0, 127.0);
        const double off = value - rounding.scale * (number - rounding.zero);
        sum += off * off;
    }
    return sum / double(values.size());
}

/// The ends of the range that is not cut.
double lowOf(const ActivationRounding& rounding)
{
    return double(rounding.scale) * (-128 - rounding.zero);
}

double highOf(const ActivationRounding& rounding)
{
    return double(rounding.scale) * (127 - rounding.zero);
}

} // namespace

class TestActivationRange : public QObject
{
    Q_OBJECT
private slots:
    void aRangeHas255Steps()
    {
        QCOMPARE(roundingOver(0, 127.5), (ActivationRounding{0.5F, -128}));
        QCOMPARE(roundingOver(-64, 63.5), (ActivationRounding{0.5F, 0}));
        QCOMPARE(roundingOver(-127.5, 0), (ActivationRounding{0.5F, 127}));
        QCOMPARE(roundingOver(0, 0), (ActivationRounding{1, -128}));
    }

    void zerosAloneNeedNoRange()
    {
        QCOMPARE(ActivationCounts().bestRounding(), (ActivationRounding{1, -128}));
        ActivationCounts counts;
        counts.add(std::vector<float>(100));
        QCOMPARE(counts.bestRounding(), (ActivationRounding{1, -128}));
        QVERIFY(!counts.metNoNumber());
    }

    void evenlySpreadValuesAreNotCut()
    {
        std::vector<float> values;
        for (int i = 0; i <= 100000; ++i) {
            values.push_back(float(i) * 51e-5F); // Up to 51: a step of a fifth.
        }
        ActivationCounts counts;
        counts.add(values);
        const auto rounding = counts.bestRounding();
        QVERIFY2(std::abs(rounding.scale - 0.2F) < 0.002F,
                 qPrintable(QString::number(rounding.scale)));
        QCOMPARE(rounding.zero, std::int8_t(-128)); // Nothing is below zero.
    }

    void aValueSeldomMetIsCut()
    {
        std::mt19937 random(1);
        std::uniform_real_distribution<float> uniform(-1, 1);
        std::vector<float> values(1000000);
        std::ranges::generate(values, [&] { return uniform(random); });
        values.push_back(4);
        values.push_back(-4);
        ActivationCounts counts;
        counts.add(values);
        const auto rounding = counts.bestRounding();
        QVERIFY2(highOf(rounding) > 0.98 && highOf(rounding) < 1.3,
                 qPrintable(QString::number(highOf(rounding))));
        QVERIFY(lowOf(rounding) < -0.98 && lowOf(rounding) > -1.3);
        // Met often, it is not.
        counts.add(std::vector<float>(10000, 4));
        QVERIFY(highOf(counts.bestRounding()) > 3.5);
    }

    void noOtherRangeIsMuchBetter_data()
    {
        QTest::addColumn<double>("shift");
        QTest::addColumn<bool>("positive");
        QTest::newRow("around zero") << 0.0 << false;
        QTest::newRow("aside of zero") << 0.7 << false;
        QTest::newRow("behind a ReLU") << 0.0 << true;
    }

    void noOtherRangeIsMuchBetter()
    {
        QFETCH(double, shift);
        QFETCH(bool, positive);
        std::mt19937 random(2);
        std::normal_distribution<double> normal(shift);
        std::vector<float> values(200000);
        std::ranges::generate(values, [&] {
            const auto value = float(std::pow(normal(random), 3)); // With long tails.
            return positive ? std::max(value, 0.0F) : value;
        });
        ActivationCounts counts;
        counts.add(values);
        const auto own = costOf(values, counts.bestRounding());
        const auto [least, most] = std::ranges::minmax(values);
        for (double low = 0.2; low <= 1.01; low += 0.1) {
            for (double high = 0.2; high <= 1.01; high += 0.1) {
                const auto other = costOf(values, roundingOver(low * least, high * most));
                QVERIFY2(own <= other * 1.05, qPrintable(QString("%1 %2").arg(low).arg(high)));
            }
        }
    }

    void neitherOrderNorPortionsMatter()
    {
        std::mt19937 random(3);
        std::normal_distribution<float> normal;
        std::vector<float> values(5000);
        std::ranges::generate(values, [&] { return std::pow(normal(random), 5.0F); });
        ActivationCounts whole;
        whole.add(values);
        std::ranges::sort(values, {}, [](float value) { return std::abs(value); });
        ActivationCounts parts; // The range doubles again and again.
        for (std::size_t i = 0; i < values.size(); i += 10) {
            parts.add(std::span(values).subspan(i, 10));
        }
        QCOMPARE(parts.bestRounding(), whole.bestRounding());
    }

    void whatIsNoNumberIsTold()
    {
        for (const float odd :
             {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
            ActivationCounts counts;
            counts.add(std::vector<float>{1, odd, -1});
            QVERIFY(counts.metNoNumber());
            QCOMPARE(counts.bestRounding(), roundingOver(-1, 1));
        }
    }
};

QTEST_GUILESS_MAIN(TestActivationRange)
#include "test_activation_range.moc"
