#include "core/train/mixing.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace weft;

namespace {

constexpr int size = 16;
constexpr std::size_t floats = std::size_t{3} * size * size;

/// Image i is i + 1 all over, and has the label i.
Batch plainBatch(std::size_t count)
{
    Batch batch;
    batch.count = count;
    for (std::size_t i = 0; i < count; ++i) {
        batch.labels.push_back(static_cast<std::int64_t>(i));
        batch.indices.push_back(i);
        batch.pixels.insert(batch.pixels.end(), floats, static_cast<float>(i + 1));
    }
    return batch;
}

} // namespace

class TestMixing : public QObject
{
    Q_OBJECT
private slots:
    void mixupBlendsWithTheImageWhoseLabelIsTold()
    {
        for (std::uint64_t key = 0; key < 50; ++key) {
            auto batch = plainBatch(6);
            const auto mixture = mixBatch(batch, size, 0.4, 0, RandomStream(key));
            QVERIFY(mixture.share >= 0 && mixture.share <= 1);
            QCOMPARE(mixture.others.size(), std::size_t{6});
            // Every image is another's partner once.
            QCOMPARE(std::set(mixture.others.begin(), mixture.others.end()).size(), std::size_t{6});
            for (std::size_t i = 0; i < 6; ++i) {
                QCOMPARE(batch.labels[i], static_cast<std::int64_t>(i));
                const double expected = mixture.share * double(i + 1) +
                                        (1 - mixture.share) * double(mixture.others[i] + 1);
                for (std::size_t value = 0; value < floats; ++value) {
                    QVERIFY(std::abs(batch.pixels[i * floats + value] - expected) < 1e-5);
                }
            }
        }
    }

    void cutmixPastesTheShareThatItTells()
    {
        std::set<double> shares;
        for (std::uint64_t key = 0; key < 200; ++key) {
            auto batch = plainBatch(4);
            const auto mixture = mixBatch(batch, size, 0, 1, RandomStream(key));
            shares.insert(mixture.share);
            for (std::size_t i = 0; i < 4; ++i) {
                int own = 0;
                int other = 0;
                for (std::size_t value = 0; value < floats; ++value) {
                    const auto seen = batch.pixels[i * floats + value];
                    own += seen == static_cast<float>(i + 1) ? 1 : 0;
                    other += seen == static_cast<float>(mixture.others[i] + 1) ? 1 : 0;
                }
                if (mixture.others[i] == static_cast<std::int64_t>(i)) {
                    QCOMPARE(own, static_cast<int>(floats));
                    continue;
                }
                QCOMPARE(own + other, static_cast<int>(floats));
                QCOMPARE(double(own) / double(floats), mixture.share);
            }
        }
        QVERIFY(shares.size() > 30);
        QVERIFY(*shares.begin() < 0.4 && *shares.rbegin() > 0.9);
    }

    void withBothEachBatchHasOneOfThem()
    {
        int blended = 0;
        for (std::uint64_t key = 0; key < 400; ++key) {
            auto batch = plainBatch(8);
            QVERIFY(!mixBatch(batch, size, 1, 1, RandomStream(key)).others.empty());
            // A pasted image has whole numbers only.
            bool whole = true;
            for (const float value : batch.pixels) {
                whole = whole && value == std::round(value);
            }
            blended += whole ? 0 : 1;
        }
        QVERIFY2(blended > 150 && blended < 250, qPrintable(QString::number(blended)));
    }

    void withNeitherNothingChanges()
    {
        auto batch = plainBatch(3);
        const auto mixture = mixBatch(batch, size, 0, 0, RandomStream(1));
        QVERIFY(mixture.others.empty());
        QCOMPARE(mixture.share, 1.0);
        QVERIFY(batch.pixels == plainBatch(3).pixels);
    }

    void theSameKeyMixesAlike()
    {
        auto some = plainBatch(5);
        auto same = plainBatch(5);
        auto others = plainBatch(5);
        const auto once = mixBatch(some, size, 1, 1, RandomStream(7, 3, 11));
        const auto again = mixBatch(same, size, 1, 1, RandomStream(7, 3, 11));
        QCOMPARE(once.share, again.share);
        const auto next = mixBatch(others, size, 1, 1, RandomStream(7, 3, 12));
        QVERIFY(some.pixels == same.pixels);
        QVERIFY(next.share != again.share);
    }

    /// Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2 a + 1)).
    void sharesAreDrawnFromTheBetaDistribution_data()
    {
        QTest::addColumn<double>("strength");
        for (const double strength : {0.01, 0.2, 1.0, 4.0, 10.0}) {
            QTest::addRow("%g", strength) << strength;
        }
    }

    void sharesAreDrawnFromTheBetaDistribution()
    {
        QFETCH(double, strength);
        RandomStream random(3);
        constexpr int draws = 20000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; ++i) {
            const double share = symmetricBeta(strength, random);
            QVERIFY(share >= 0 && share <= 1);
            sum += share;
            squares += (share - 0.5) * (share - 0.5);
        }
        const double variance = 1 / (4 * (2 * strength + 1));
        QVERIFY(std::abs(sum / draws - 0.5) < 4 * std::sqrt(variance / draws));
        QVERIFY2(std::abs(squares / draws / variance - 1) < 0.05,
                 qPrintable(QString::number(squares / draws)));
    }
};

QTEST_GUILESS_MAIN(TestMixing)
#include "test_mixing.moc"
