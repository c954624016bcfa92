#include "core/base/process.h"
#include "core/base/thread_priority.h"

#include <QTest>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>
#include <thread>

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

int nicenessHere()
{
    return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
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

    void aThreadThatStandsBackTakesItsOwnWithItAndNobodyElse()
    {
        const int before = nicenessHere();
        int lowered = 0;
        int startedByIt = 0;
        std::thread([&] {
            QVERIFY(lowerThreadPriority());
            lowered = nicenessHere();
            std::thread([&] { startedByIt = nicenessHere(); }).join();
        }).join();
        QVERIFY(lowered > before);
        QCOMPARE(startedByIt, lowered);
        QCOMPARE(nicenessHere(), before);
    }
};

QTEST_GUILESS_MAIN(TestProcess)
#include "test_process.moc"
