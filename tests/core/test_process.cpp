#include "core/base/process.h"

#include <QTest>

#include <sys/mman.h>

#include <cstring>
#include <memory>
#include <thread>
#include <vector>

using namespace weft;

namespace {

constexpr std::size_t much = std::size_t{256} << 20U;

/// Holds much for a moment, and gives it back to the kernel.
bool touchMuch()
{
    void* memory =
        ::mmap(nullptr, much, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return false;
    }
    std::memset(memory, 1, much);
    return ::munmap(memory, much) == 0;
}

} // namespace

class TestProcess : public QObject
{
    Q_OBJECT
private slots:
    void thePeakOutlivesWhatItCameFromUntilItIsReset()
    {
        QVERIFY(touchMuch());
        QVERIFY(peakMemoryBytes() >= residentMemoryBytes() + much / 2);
        if (!resetPeakMemory()) {
            QSKIP("this kernel does not let the peak begin anew");
        }
        QVERIFY(peakMemoryBytes() < residentMemoryBytes() + much / 2);
        QVERIFY(touchMuch());
        QVERIFY(peakMemoryBytes() >= residentMemoryBytes() + much / 2);
    }

    /// As the activations of a training, step for step.
    void memoryThatIsTakenAgainIsNotMappedAgain()
    {
        std::int64_t first = 0;
        std::int64_t later = 0;
        const auto steps = [&] {
            for (int step = 0; step < 20; ++step) {
                const auto before = minorPageFaults();
                std::vector<std::unique_ptr<char[]>> blocks;
                for (const std::size_t megabytes : {48, 3, 40, 1}) {
                    blocks.emplace_back(new char[megabytes << 20U]);
                    std::memset(blocks.back().get(), step, megabytes << 20U);
                }
                (step == 0 ? first : later) += minorPageFaults() - before;
            }
        };
        steps();
        QVERIFY(first > 0);
        QVERIFY2(later < 100, qPrintable(QString::number(later)));
        later = 0;
        std::thread(steps).join(); // Where a training runs.
        QVERIFY2(later < 100, qPrintable(QString::number(later)));
    }
};

int main(int argc, char** argv)
{
    configureProcess();
    TestProcess test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_process.moc"
