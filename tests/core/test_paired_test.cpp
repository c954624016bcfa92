#include "core/compare/paired_test.h"

#include <QTest>

#include <cmath>

using namespace weft;

/// Against published tables and worked examples.
class TestPairedTest : public QObject
{
    Q_OBJECT
private slots:
    /// Abramowitz and Stegun, table 26.10: the t that is exceeded with probability 0.05 in all.
    void quantilesAreTheTables_data()
    {
        QTest::addColumn<int>("degrees");
        QTest::addColumn<double>("p");
        QTest::addColumn<double>("t");
        QTest::newRow("1") << 1 << 0.05 << 12.706;
        QTest::newRow("2") << 2 << 0.05 << 4.303;
        QTest::newRow("3") << 3 << 0.05 << 3.182;
        QTest::newRow("4") << 4 << 0.05 << 2.776;
        QTest::newRow("5") << 5 << 0.05 << 2.571;
        QTest::newRow("9") << 9 << 0.05 << 2.262;
        QTest::newRow("10") << 10 << 0.05 << 2.228;
        QTest::newRow("30") << 30 << 0.05 << 2.042;
        QTest::newRow("120") << 120 << 0.05 << 1.980;
        QTest::newRow("4, 1 %") << 4 << 0.01 << 4.604;
        QTest::newRow("5, 1 %") << 5 << 0.01 << 4.032;
    }

    void quantilesAreTheTables()
    {
        QFETCH(int, degrees);
        QFETCH(double, p);
        QFETCH(double, t);
        QVERIFY(std::abs(studentQuantile(p, degrees) - t) < 6e-4);
        QVERIFY(std::abs(studentTail(studentQuantile(p, degrees), degrees) - p) < 1e-12);
    }

    /// With one degree of freedom it is Cauchy's distribution, with two P = 1 - t / sqrt(2 + t^2).
    void tailsHaveTheirClosedForms()
    {
        for (const double t : {0.0, 0.3, 1.0, 5.0, 200.0}) {
            QVERIFY(std::abs(studentTail(t, 1) - (1 - 2 / M_PI * std::atan(t))) < 1e-14);
            QVERIFY(std::abs(studentTail(t, 2) - (1 - t / std::sqrt(2 + t * t))) < 1e-14);
            QCOMPARE(studentTail(-t, 7), studentTail(t, 7));
        }
    }

    /// Student 1908, Cushny and Peebles' hours of sleep: mean difference 1.58, t = 4.06, 9 degrees.
    void studentsOwnExample()
    {
        const std::vector<double> first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
        const std::vector<double> second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
        const auto test = pairedTTest(first, second);
        QVERIFY(test.has_value());
        QVERIFY(std::abs(test->difference - 1.58) < 1e-12);
        QVERIFY(std::abs(test->p - 0.00283) < 1e-5);
        QVERIFY(std::abs(test->low - 0.70011) < 1e-4);
        QVERIFY(std::abs(test->high - 2.45989) < 1e-4);
        QCOMPARE(pairedTTest(second, first)->difference, -test->difference);
    }

    void oneSeedShowsNothing()
    {
        const std::vector<double> one{0.5};
        const std::vector<double> two{0.5, 0.6};
        QVERIFY(!pairedTTest(one, one).has_value());
        QVERIFY(!pairedTTest(one, two).has_value());
        QVERIFY(pairedTTest(two, two).has_value());
    }

    /// A picture more of 18 with each of two seeds is no proof.
    void equalDifferencesShowNothing()
    {
        const std::vector<double> first{0.5, 0.7, 0.6};
        const std::vector<double> second{0.6, 0.8, 0.7};
        QVERIFY(!pairedTTest(first, second).has_value());
        QCOMPARE(pairedTTest(first, first)->p, 1.0);
        QCOMPARE(pairedTTest(first, first)->difference, 0.0);
    }

    void deviationIsThatOfASample()
    {
        const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
        const auto summary = summarizeSample(values);
        QCOMPARE(summary.mean, 5.0);
        QVERIFY(std::abs(summary.deviation - std::sqrt(32.0 / 7)) < 1e-12);
        QCOMPARE(summarizeSample({}).count, 0U);
        QCOMPARE(summarizeSample(std::vector<double>{3}).deviation, 0.0);
    }

    /// Holm 1979: the smallest p times the number of tests, and never less than the one before.
    void severalTestsAreCorrected()
    {
        const std::vector<double> p{0.04, 0.01, 0.03, 0.005};
        const auto corrected = holmCorrected(p);
        const std::vector<double> expected{0.06, 0.03, 0.06, 0.02};
        for (std::size_t i = 0; i < p.size(); ++i) {
            QVERIFY(std::abs(corrected[i] - expected[i]) < 1e-12);
        }
        QCOMPARE(holmCorrected(std::vector<double>{0.9, 0.8})[0], 1.0);
        QVERIFY(holmCorrected({}).empty());
    }
};

QTEST_APPLESS_MAIN(TestPairedTest)
#include "test_paired_test.moc"
