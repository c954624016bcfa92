#include "core/model/reading_order.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

using namespace weft;

namespace {

constexpr int largestSide = 28;
constexpr std::array orders{ReadingOrder::Row, ReadingOrder::Column, ReadingOrder::Snake,
                            ReadingOrder::Hilbert, ReadingOrder::RowsColumns};

/// Steps between two cells of which neither is beside the other.
int jumps(const CellOrder& order, int side)
{
    int count = 0;
    for (std::size_t step = 1; step < order.size(); ++step) {
        const auto down = std::abs(order[step] / side - order[step - 1] / side);
        const auto across = std::abs(order[step] % side - order[step - 1] % side);
        count += down + across == 1 ? 0 : 1;
    }
    return count;
}

/// How far apart in the picture, in cells, what is read so many steps apart lies, on the average.
double meanDistance(ReadingOrder order, int side, std::size_t steps)
{
    const auto cells = readingOrder(order, side);
    double sum = 0;
    for (std::size_t step = steps; step < cells.size(); ++step) {
        sum += std::hypot(cells[step] / side - cells[step - steps] / side,
                          cells[step] % side - cells[step - steps] % side);
    }
    return sum / static_cast<double>(cells.size() - steps);
}

} // namespace

class TestReadingOrder : public QObject
{
    Q_OBJECT
private slots:
    void everyCellIsReadOnceAndFoundAgain()
    {
        for (const auto order : orders) {
            for (int side = 1; side <= largestSide; ++side) {
                const auto cells = readingOrder(order, side);
                const auto steps = inverseOrder(cells);
                QCOMPARE(cells.size(), static_cast<std::size_t>(side) * side);
                QCOMPARE(cells.front(), 0);
                for (std::size_t step = 0; step < cells.size(); ++step) {
                    QCOMPARE(steps.at(static_cast<std::size_t>(cells[step])),
                             static_cast<std::int64_t>(step));
                }
                auto sorted = cells;
                std::ranges::sort(sorted);
                CellOrder all(cells.size());
                std::iota(all.begin(), all.end(), 0);
                QCOMPARE(sorted, all);
            }
        }
    }

    void neighboursInTimeTouch()
    {
        for (int side = 1; side <= largestSide; ++side) {
            QCOMPARE(jumps(readingOrder(ReadingOrder::Snake, side), side), 0);
            QCOMPARE(jumps(readingOrder(ReadingOrder::Hilbert, side), side), 0);
            QCOMPARE(jumps(readingOrder(ReadingOrder::Row, side), side), side - 1);
            QCOMPARE(jumps(readingOrder(ReadingOrder::Column, side), side), side - 1);
        }
    }

    void smallGridsAreReadAsSaid()
    {
        QCOMPARE(readingOrder(ReadingOrder::Row, 3), (CellOrder{0, 1, 2, 3, 4, 5, 6, 7, 8}));
        QCOMPARE(readingOrder(ReadingOrder::Column, 3), (CellOrder{0, 3, 6, 1, 4, 7, 2, 5, 8}));
        QCOMPARE(readingOrder(ReadingOrder::Snake, 3), (CellOrder{0, 1, 2, 5, 4, 3, 6, 7, 8}));
        // Hilbert 1891: each quarter is finished before the next begins.
        QCOMPARE(readingOrder(ReadingOrder::Hilbert, 4),
                 (CellOrder{0, 1, 5, 4, 8, 12, 13, 9, 10, 14, 15, 11, 7, 6, 2, 3}));
    }

    void hilbertReadsWhatIsNearTogether()
    {
        for (const int side : {7, 8, 14, 16, 28}) {
            const auto steps = static_cast<std::size_t>(side);
            QVERIFY(meanDistance(ReadingOrder::Hilbert, side, steps) <
                    0.8 * meanDistance(ReadingOrder::Snake, side, steps));
        }
    }

    void readingTwiceIsByRowsAndByColumns()
    {
        QCOMPARE(readingsOf(ReadingOrder::RowsColumns),
                 (std::vector{ReadingOrder::Row, ReadingOrder::Column}));
        QCOMPARE(readingsOf(ReadingOrder::Hilbert), std::vector{ReadingOrder::Hilbert});
    }
};

QTEST_GUILESS_MAIN(TestReadingOrder)
#include "test_reading_order.moc"
