#include "tests/support/file_server.h"

#include "app/session/weights_download.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace weft;
using namespace weft::test;

namespace {

constexpr int patience = 20'000;
constexpr qsizetype length = 300'000;
constexpr qsizetype half = length / 2;

QByteArray someBytes()
{
    QByteArray bytes(length, Qt::Uninitialized);
    for (qsizetype i = 0; i < length; ++i) {
        bytes[i] = static_cast<char>((i * 7919) >> 3);
    }
    return bytes;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// A server with a file, a folder for it, and a download between them.
struct Bench
{
    Bench()
        : server(someBytes())
    {
        weights.fileName = QStringLiteral("tiny.pth");
        weights.address = server.address(weights.fileName);
        weights.bytes = length;
        weights.sha256 =
            QCryptographicHash::hash(server.content, QCryptographicHash::Sha256).toHex();
    }

    /// The reason of the failure; empty: it finished.
    QString run()
    {
        QSignalSpy finished(&download, &WeightsDownload::finished);
        QSignalSpy failed(&download, &WeightsDownload::failed);
        download.start(weights, folder.path());
        if (!QTest::qWaitFor([&] { return !finished.empty() || !failed.empty(); }, patience)) {
            return QStringLiteral("neither finished nor failed");
        }
        return failed.empty() ? QString() : failed[0][0].toString();
    }

    [[nodiscard]] QString target() const { return folder.filePath(weights.fileName); }
    [[nodiscard]] QString part() const { return target() + QStringLiteral(".part"); }

    FileServer server;
    QTemporaryDir folder;
    KnownWeights weights;
    WeightsDownload download;
};

} // namespace

class TestWeightsDownload : public QObject
{
    Q_OBJECT
private slots:
    void theFileArrivesUnderItsName()
    {
        Bench bench;
        QSignalSpy progressed(&bench.download, &WeightsDownload::progressed);
        QCOMPARE(bench.run(), QString());
        QCOMPARE(contentOf(bench.target()), bench.server.content);
        QVERIFY(!QFile::exists(bench.part()));
        QVERIFY(!bench.download.active());
        QCOMPARE(progressed.last()[0].toLongLong(), length);
        QCOMPARE(progressed.last()[1].toLongLong(), length);
    }

    /// What waits for the disk does so in the background: here nobody runs the event loop.
    void theFileIsKeptWithoutTheWindowsThread()
    {
        Bench bench;
        write(bench.part(), bench.server.content);
        QSignalSpy finished(&bench.download, &WeightsDownload::finished);
        bench.download.start(bench.weights, bench.folder.path());
        QElapsedTimer clock;
        clock.start();
        while (!QFile::exists(bench.target()) && clock.elapsed() < patience) {
            QThread::msleep(5);
        }
        QVERIFY(QFile::exists(bench.target()));
        QVERIFY(finished.empty());
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        QCOMPARE(contentOf(bench.target()), bench.server.content);
    }

    void aBrokenConnectionKeepsWhatCameAndTheNextStartGoesOn()
    {
        Bench bench;
        bench.server.cutAfter = half;
        const auto reason = bench.run();
        QVERIFY2(reason.contains("tiny.pth") && reason.contains("kept"), qPrintable(reason));
        QCOMPARE(contentOf(bench.part()), bench.server.content.left(half));
        QVERIFY(!QFile::exists(bench.target()));

        bench.server.cutAfter.reset();
        QCOMPARE(bench.run(), QString());
        QCOMPARE(bench.server.ranges.last(), "bytes=" + QByteArray::number(half) + "-");
        QCOMPARE(contentOf(bench.target()), bench.server.content);
    }

    void cancelKeepsWhatCame()
    {
        Bench bench;
        bench.server.pauseAfter = half;
        QSignalSpy failed(&bench.download, &WeightsDownload::failed);
        bench.download.start(bench.weights, bench.folder.path());
        QTRY_COMPARE_WITH_TIMEOUT(QFileInfo(bench.part()).size(), half, patience);
        bench.download.cancel();
        QVERIFY(!bench.download.active());
        QTest::qWait(50);
        QVERIFY(failed.empty());
        QCOMPARE(QFileInfo(bench.part()).size(), half);
        bench.server.pauseAfter.reset();
        QCOMPARE(bench.run(), QString());
        QCOMPARE(bench.server.ranges.size(), 2);
        QVERIFY(!bench.server.ranges.last().isEmpty());
    }

    void aServerWithoutRangesBeginsAnew()
    {
        Bench bench;
        bench.server.knowsRanges = false;
        write(bench.part(), QByteArray(1000, 'x'));
        QCOMPARE(bench.run(), QString());
        QCOMPARE(contentOf(bench.target()), bench.server.content);
    }

    void anotherFileIsRefusedByItsHash()
    {
        Bench bench;
        bench.server.content[half] = static_cast<char>(~bench.server.content[half]);
        const auto reason = bench.run();
        QVERIFY2(reason.contains("SHA-256") && reason.contains(QString(bench.weights.sha256)),
                 qPrintable(reason));
        QVERIFY(QDir(bench.folder.path()).isEmpty(QDir::Files));
    }

    void aStalePartIsFoundOutByTheHashAndNotKept()
    {
        Bench bench;
        write(bench.part(), QByteArray(half, 'x'));
        QVERIFY(bench.run().contains("SHA-256"));
        QVERIFY(!QFile::exists(bench.part()));
        QCOMPARE(bench.run(), QString());
    }

    void anotherLengthIsRefusedAtOnce()
    {
        Bench bench;
        bench.server.content.append("more");
        QVERIFY(bench.run().contains("300,004"));
        QVERIFY(!QFile::exists(bench.target()));
        write(bench.part(), bench.server.content.left(half));
        QVERIFY(bench.run().contains("not the one that was begun"));
    }

    void theServersRefusalIsTold()
    {
        Bench bench;
        bench.server.status = "404 Not Found";
        const auto reason = bench.run();
        QVERIFY2(reason.contains("tiny.pth") && reason.contains("Not Found"), qPrintable(reason));
        QVERIFY(!reason.contains("kept"));
    }

    void aFileThatIsThereIsNotFetchedAgain()
    {
        Bench bench;
        write(bench.target(), bench.server.content);
        QCOMPARE(bench.run(), QString());
        QVERIFY(bench.server.ranges.empty());
    }

    void aSpoiledFileThatIsThereIsReplaced()
    {
        Bench bench;
        write(bench.target(), QByteArray(length, 'x'));
        QCOMPARE(bench.run(), QString());
        QCOMPARE(contentOf(bench.target()), bench.server.content);
    }

    void aFolderThatCannotBeMadeIsNamed()
    {
        Bench bench;
        const auto file = bench.folder.filePath("plain file");
        write(file, "x");
        QSignalSpy failed(&bench.download, &WeightsDownload::failed);
        bench.download.start(bench.weights, file + "/weights");
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains("plain file"));
    }

    void thePublishedWeightsAreNamedByTheirHash()
    {
        const auto list = knownWeights();
        QSet<int> backbones;
        for (const auto& weights : list) {
            backbones.insert(static_cast<int>(weights.backbone));
            QCOMPARE(weights.sha256.size(), 64);
            QVERIFY(weights.fileName.contains(QString(weights.sha256.left(8))));
            QCOMPARE(weights.address.scheme(), QStringLiteral("https"));
            QVERIFY(weights.bytes > 20'000'000);
        }
        QCOMPARE(backbones.size(), 4);
        qputenv("WEFT_WEIGHTS_URL", "http://mirror.local/weights");
        QCOMPARE(knownWeights()[0].address,
                 QUrl("http://mirror.local/weights/resnet18-f37072fd.pth"));
        qunsetenv("WEFT_WEIGHTS_URL");
    }
};

QTEST_GUILESS_MAIN(TestWeightsDownload)
#include "test_weights_download.moc"
