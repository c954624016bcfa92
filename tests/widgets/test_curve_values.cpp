#include "widgets/plots/causal_smoothing.h"
#include "widgets/plots/curve_csv.h"
#include "widgets/plots/extent_pyramid.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace weft;

/// What is computed of curves, without a plot.
class TestCurveValues : public QObject
{
    Q_OBJECT
private slots:
    void smoothingStartsAtTheFirstValueAndFollowsItsDefinition()
    {
        CausalSmoothing smoothing(0.5);
        QCOMPARE(smoothing.add(4), 4.0);
        // Weights 0.25 and 0.5, divided by their sum.
        QCOMPARE(smoothing.add(1), (0.25 * 4 + 0.5 * 1) / 0.75);
        CausalSmoothing none(0);
        QCOMPARE(none.add(4), 4.0);
        QCOMPARE(none.add(1), 1.0);
    }

    void smoothingSurvivesAValueThatIsNotFinite()
    {
        CausalSmoothing smoothing(0.9);
        CausalSmoothing without(0.9);
        smoothing.add(2);
        without.add(2);
        QVERIFY(std::isnan(smoothing.add(std::numeric_limits<double>::quiet_NaN())));
        QCOMPARE(smoothing.add(3), without.add(3));
    }

    void anExtentOfAnyPartIsThatOfItsValues()
    {
        std::vector<double> values;
        ExtentPyramid pyramid;
        const auto valueAt = [&](std::size_t index) { return values[index]; };
        for (int i = 0; i < 20'000; ++i) {
            values.push_back(i % 777 == 5 ? std::nan("") : std::sin(i * 0.37) * (i % 1013));
            pyramid.append(values.back());
        }
        QCOMPARE(pyramid.size(), values.size());
        for (std::size_t begin = 0; begin < values.size(); begin += 613) {
            for (std::size_t length : {1U, 2U, 31U, 32U, 300U, 2048U, 9001U, 20'000U}) {
                const auto end = std::min(values.size(), begin + length);
                Extent expected;
                for (auto i = begin; i < end; ++i) {
                    expected.add(values[i]);
                }
                const auto extent = pyramid.extent(begin, end, valueAt);
                QCOMPARE(extent.empty(), expected.empty());
                QCOMPARE(extent.low, expected.low);
                QCOMPARE(extent.high, expected.high);
            }
        }
        QVERIFY(pyramid.extent(3, 3, valueAt).empty());
        QVERIFY(pyramid.extent(5, 6, valueAt).empty()); // Not a number.
        pyramid.clear();
        QCOMPARE(pyramid.size(), 0U);
    }

    void csvHoldsEveryValueAndQuotesNames()
    {
        const CurveTable training{
            QStringLiteral("training, \"raw\""), CurveKind::Smoothed, {{0.5, 2.25}}, {2.125}};
        const CurveTable validation{
            QStringLiteral("验证"), CurveKind::Points, {{1, 0.1}, {2, std::nan("")}}, {}};
        QCOMPARE(QString::fromUtf8(curvesToCsv({training, validation})),
                 QStringLiteral("series,epoch,value,smoothed\r\n"
                                "\"training, \"\"raw\"\"\",0.5,2.25,2.125\r\n"
                                "验证,1,0.1,\r\n"
                                "验证,2,,\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestCurveValues)
#include "test_curve_values.moc"
