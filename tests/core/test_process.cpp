#include "core/base/process.h"

#include <QTest>

#include <sys/mman.h>

#include <cstring>

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
};

QTEST_GUILESS_MAIN(TestProcess)
#include "test_process.moc"
