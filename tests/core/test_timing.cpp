#include "core/bench/timing.h"

#include <QTest>

using namespace weft;

class TestTiming : public QObject
{
    Q_OBJECT
private slots:
    void leastAndMedianOfTheRounds()
    {
        const auto odd = summarize({5, 1, 9});
        QCOMPARE(odd.minimumMs, 1.0);
        QCOMPARE(odd.medianMs, 5.0);
        QCOMPARE(odd.rounds, 3);
        QCOMPARE(summarize({8, 2, 4, 100}).medianMs, 6.0);
        QCOMPARE(summarize({}).rounds, 0);
    }

    void warmUpIsRunAndNotCounted()
    {
        int calls = 0;
        const auto timing =
            timeRounds([&] { ++calls; }, {.warmUp = 3, .leastRounds = 7, .seconds = 0});
        QCOMPARE(timing.rounds, 7);
        QCOMPARE(calls, 10);
    }

    void aStopEndsTheRounds()
    {
        std::stop_source stop;
        int calls = 0;
        const auto timing = timeRounds(
            [&] {
                if (++calls == 4) {
                    stop.request_stop();
                }
            },
            {.warmUp = 1, .leastRounds = 1000, .seconds = 1000}, stop.get_token());
        QCOMPARE(timing.rounds, 3);
    }
};

QTEST_GUILESS_MAIN(TestTiming)
#include "test_timing.moc"
