#include "tests/support/run_samples.h"
#include "torch_samples.h"

#include "core/base/process.h"
#include "core/store/weight_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace weft;
using namespace weft::samples;

/// Files of weights that are large, or say so.
class TestLargeWeightFile : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aFileBeyondAnyNetworkIsNotRead()
    {
        const auto path = std::filesystem::path(m_folder->path().toStdString()) / "large.pth";
        QVERIFY(overwrite(path, "PK\x03\x04"));
        std::filesystem::resize_file(path, std::uintmax_t{1} << 40); // Of holes.
        const auto file = readWeightFile(path);
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Unsupported);
        QVERIFY(file.error().reason.find("1 GiB") != std::string::npos);
    }

    void aLargeFileOfHolesIsNotReadEither_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("tail");
        QTest::addColumn<QString>("name");
        const std::string eight(8, '\1');
        const auto whole = QByteArray::fromStdString(
            zipFile(pickle(stateDict(tensor(storage(2), 0, {2}, {1}))), eight));
        QTest::newRow("zip, no directory") << QByteArray("PK\x03\x04") << QByteArray() << "a.pth";
        // The end of an archive of one entry at its very beginning, and of none.
        QTest::newRow("zip, a directory of holes")
            << whole << (whole.last(22).first(8) + QByteArray("\1\0\1\0\x2E\0\0\0\0\0\1\0\0\0", 14))
            << "a.pth";
        QTest::newRow("zip, empty")
            << whole
            << (whole.last(22).first(8) + QByteArray("\0\0\0\0\0\0\0\0\0\0\xFF\x3F\0\0", 14))
            << "a.pth";
        const auto legacy =
            legacyFile(stateDict(tensor(storage(2), 0, {2}, {1})),
                       std::string("](") + text("0") + "e", bytesOf<std::int64_t>(2) + eight);
        QTest::newRow("legacy") << QByteArray::fromStdString(legacy) << QByteArray() << "a.pth";
        QTest::newRow("legacy, a pickle of holes")
            << QByteArray::fromStdString(legacy).first(30) << QByteArray() << "a.pth";
        QTest::newRow("no format") << QByteArray("xxxx") << QByteArray() << "a.pth";
        QTest::newRow("safetensors by its name") << QByteArray() << QByteArray() << "a.safetensors";
        QTest::newRow("safetensors by its brace")
            << QByteArray("\2\0\0\0\0\0\0\0{}", 10) << QByteArray() << "a.bin";
    }

    void aLargeFileOfHolesIsNotReadEither()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, tail);
        QFETCH(QString, name);
        const std::filesystem::path path = m_folder->filePath(name).toStdString();
        QVERIFY(overwrite(path, head));
        constexpr std::uintmax_t gibibyte = std::uintmax_t{1} << 30;
        std::filesystem::resize_file(path, gibibyte - static_cast<std::size_t>(tail.size()));
        std::ofstream(path, std::ios::binary | std::ios::app).write(tail.constData(), tail.size());
        QCOMPARE(std::filesystem::file_size(path), gibibyte);
        const bool measured = resetPeakMemory();
        const auto before = residentMemoryBytes();
        const auto file = readWeightFile(path);
        QVERIFY(!measured || peakMemoryBytes() < before + 200'000'000);
        QVERIFY(!file);
        QCOMPARE(file.error().subject, path.string());
        QVERIFY(!file.error().reason.empty());
    }

    /// Beyond the size up to which a file is read as it is.
    void aLargeFileThatIsWhatItSaysIsRead_data()
    {
        QTest::addColumn<bool>("legacy");
        QTest::newRow("zip") << false;
        QTest::newRow("legacy") << true;
    }

    void aLargeFileThatIsWhatItSaysIsRead()
    {
        QFETCH(bool, legacy);
        constexpr std::int64_t count = (20 << 20) / 4;
        const std::string bytes(4 * count, '\1');
        const auto state = stateDict(tensor(storage(count), 0, {count}, {1}));
        const auto content =
            legacy ? legacyFile(state, std::string("](") + text("0") + "e", bytesOf(count) + bytes)
                   : zipFile(pickle(state), bytes);
        const std::filesystem::path path = m_folder->filePath("large.pth").toStdString();
        QVERIFY(overwrite(path, QByteArray::fromStdString(content)));
        const auto file = readWeightFile(path);
        QVERIFY2(file.ok(), file ? "" : toString(file.error()).c_str());
        QVERIFY(file->tensors.at("w").stored.bytes == bytes);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestLargeWeightFile)
#include "test_large_weight_file.moc"
