#include "tests/support/run_samples.h"

#include "core/base/atomic_file.h"
#include "core/base/checksum.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

using namespace weft;

class TestAtomicFile : public QObject
{
    Q_OBJECT
private slots:
    void aWrittenFileReadsBackWhole()
    {
        const auto file = folder() / "notes.txt";
        const std::string content("with a \0 in it\n", 15);
        QVERIFY(writeFileAtomically(file, content).ok());
        QCOMPARE(readFile(file).value(), content);
        QVERIFY(writeFileAtomically(file, "shorter").ok());
        QCOMPARE(readFile(file).value(), std::string("shorter"));
        QCOMPARE(entries(), QStringList{"notes.txt"});
    }

    void piecesStandOneAfterTheOther()
    {
        const std::vector<std::string_view> pieces{"a", "", "bc"};
        QVERIFY(writeFileAtomically(folder() / "pieces", pieces).ok());
        QCOMPARE(readFile(folder() / "pieces").value(), std::string("abc"));
    }

    void aDiskThatIsFullLeavesTheOldContent()
    {
        const auto file = folder() / "state.json";
        QVERIFY(writeFileAtomically(file, "old").ok());

        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit tight = before;
        tight.rlim_cur = 1024;
        ::setrlimit(RLIMIT_FSIZE, &tight);
        const auto written = writeFileAtomically(file, std::string(100'000, 'x'));
        ::setrlimit(RLIMIT_FSIZE, &before);

        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::WriteFailed);
        QCOMPARE(written.error().subject, file.string());
        QVERIFY(!written.error().reason.empty());
        QCOMPARE(readFile(file).value(), std::string("old"));
        QCOMPARE(entries(), QStringList{"state.json"});
    }

    void aDeviceWithoutSpaceIsNamedWithTheSystemsReason()
    {
        QFile full("/dev/full");
        if (!full.open(QIODevice::WriteOnly)) {
            QSKIP("this system has no /dev/full");
        }
        const auto written = writeAll(full.handle(), "something", "/dev/full");
        QCOMPARE(written.error().code, ErrorCode::WriteFailed);
        QCOMPARE(toString(written.error()), std::string("/dev/full: No space left on device"));
    }

    void aFolderThatIsAFileRefusesTheWrite()
    {
        QVERIFY(writeFileAtomically(folder() / "file", "x").ok());
        const auto written = writeFileAtomically(folder() / "file" / "below", "y");
        QCOMPARE(written.error().code, ErrorCode::WriteFailed);
        QCOMPARE(written.error().subject, (folder() / "file" / "below").string());
        QCOMPARE(readFile(folder() / "file" / "below").error().code, ErrorCode::NotFound);
    }

    void whatCannotBeReadSaysWhy()
    {
        QCOMPARE(readFile(folder() / "absent").error().code, ErrorCode::NotFound);
        QCOMPARE(readFile(folder()).error().code, ErrorCode::Unreadable);
    }

    void aNamedPipeIsRefusedAndNotWaitedFor()
    {
        const auto pipe = folder() / "pipe.jpg";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const auto content = readFile(pipe);
        QVERIFY(!content.ok());
        QCOMPARE(content.error().code, ErrorCode::Unreadable);
        QCOMPARE(content.error().subject, pipe.string());
    }

    void aFileWithoutALengthOfItsOwnIsReadToItsEnd()
    {
        QVERIFY(readFile("/proc/self/status").value().size() > 100);
    }

    void leftoversOfAKilledWriteAreRemovedAndNothingElse()
    {
        QVERIFY(samples::overwrite(folder() / ".weft-0123456789abcdef.tmp", "half"));
        QVERIFY(samples::overwrite(folder() / "kept.tmp", "whole"));
        removeLeftovers(folder());
        QCOMPARE(entries(), QStringList{"kept.tmp"});
    }

    void theChecksumIsCrc32c()
    {
        QCOMPARE(crc32c("123456789"), 0xE3069283U);
        QCOMPARE(crc32c(""), 0U);
        QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAU);   // RFC 3720, B.4
        QCOMPARE(crc32c(std::string(32, '\xFF')), 0x62A8AB43U); // RFC 3720, B.4
        Crc32c pieces;
        pieces.add("123");
        pieces.add("456789");
        QCOMPARE(pieces.value(), 0xE3069283U);
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] QStringList entries() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "test_atomic_file.moc"
