#include "core/bench/bench_setup.h"

#include <QTest>

#include <chrono>
#include <thread>

using namespace weft;

class TestBenchSetup : public QObject
{
    Q_OBJECT
private slots:
    void theShareIsOfThePeakThatWasMeasured()
    {
        BenchRequest request;
        request.seconds = 0.1;
        request.config.train.threads = 2;
        BenchSetup setup(request);
        const auto peak = measureMachinePeak(Precision::Fp32).best();
        QVERIFY(peak > 0);
        const double operations = peak / 100; // Of ten milliseconds at the peak.
        const auto measured = setup.measure("sleep", Precision::Fp32, 8, operations, [] {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        });
        QCOMPARE(measured.mode, std::string("sleep"));
        QCOMPARE(measured.images, 8.0);
        QVERIFY(measured.medianMs >= 20);
        const double expected = 10 / measured.medianMs;
        // The two measurements of the peak differ on a busy machine.
        QVERIFY2(*measured.shareOfPeak > expected / 5 && *measured.shareOfPeak < expected * 5,
                 qPrintable(QString("%1 of %2").arg(*measured.shareOfPeak).arg(expected)));
    }
};

QTEST_GUILESS_MAIN(TestBenchSetup)
#include "test_bench_setup.moc"
