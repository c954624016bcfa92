#include "tests/support/run_samples.h"

#include "core/base/process.h"
#include "core/store/safetensors.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>
#include <filesystem>

using namespace weft;

namespace {

/// A file of that header over so many data bytes.
QByteArray fileOf(const QByteArray& header, qsizetype dataBytes)
{
    const auto length = static_cast<quint64>(header.size());
    QByteArray file(reinterpret_cast<const char*>(&length), sizeof length);
    return file + header + QByteArray(dataBytes, 'x');
}

/// Of one tensor with so many values.
QByteArray headerOf(const QByteArray& name, const QByteArray& type, int values = 1)
{
    const auto side = QByteArray::number(values);
    return R"({")" + name + R"(":{"dtype":")" + type + R"(","shape":[)" + side +
           R"(],"data_offsets":[0,)" + side + "]}}";
}

} // namespace

class TestSafetensors : public QObject
{
    Q_OBJECT
private slots:
    void tensorsAndMetadataComeBack()
    {
        const std::vector<float> weights{1.5F, -2.0F, 0.1F, 1e-40F, 5.0F, 6.0F};
        const std::vector<qint64> steps{-7};
        const auto written =
            writeSafetensors(path(),
                             {{"fc.weight", {ElementType::F32, {2, 3}, view(weights)}},
                              {"steps", {ElementType::I64, {}, view(steps)}},
                              {"nothing", {ElementType::BF16, {0, 4}, {}}}},
                             {{"format", "pt"}});
        QVERIFY(written.ok());

        const auto file = readSafetensors(path()).value();
        QCOMPARE(file.digest.bytes, written->bytes);
        QCOMPARE(file.digest.crc32c, written->crc32c);
        QCOMPARE(file.metadata.at("format"), std::string("pt"));
        QCOMPARE(file.tensors.size(), std::size_t(3));
        const auto& weight = file.tensors.at("fc.weight");
        QCOMPARE(weight.shape, (std::vector<std::int64_t>{2, 3}));
        QVERIFY(weight.bytes == view(weights));
        QVERIFY(file.tensors.at("steps").shape.empty());
        QVERIFY(file.tensors.at("steps").bytes == view(steps));
        QCOMPARE(file.tensors.at("nothing").type, ElementType::BF16);
    }

    void aReaderOfItsOwnUnderstandsTheFile()
    {
        const std::vector<float> weights{1.5F, -2.0F, 0.25F};
        QVERIFY(writeSafetensors(path(), {{"w", {ElementType::F32, {3}, view(weights)}}}).ok());
        QProcess python;
        python.start("python3", {"-c",
                                 "import struct, json, sys\n"
                                 "raw = open(sys.argv[1], 'rb').read()\n"
                                 "n, = struct.unpack('<Q', raw[:8])\n"
                                 "entry = json.loads(raw[8:8 + n])['w']\n"
                                 "b, e = entry['data_offsets']\n"
                                 "assert (8 + n) % 8 == 0\n"
                                 "print(entry['dtype'], entry['shape'],\n"
                                 "      *struct.unpack('<3f', raw[8 + n + b:8 + n + e]))\n",
                                 QString::fromStdString(path().string())});
        if (!python.waitForStarted()) {
            QSKIP("python3 is not installed");
        }
        QVERIFY(python.waitForFinished());
        QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("F32 [3] 1.5 -2.0 0.25"));
    }

    void aMalformedFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const QByteArray& content, const char* reason) {
            QTest::newRow(name) << content << QString(reason);
        };
        row("empty", {}, "ends before its header");
        row("cut in its length", QByteArray(5, 'x'), "ends before its header");
        row("length beyond the file", QByteArray(8, '\x7F') + "{}", "beyond the file");
        row("length of one too many", QByteArray("\x03\0\0\0\0\0\0\0{}", 10), "beyond the file");
        row("not JSON", fileOf("{\"w\":", 0), "not a JSON object");
        row("an array", fileOf("[]", 0), "not a JSON object");
        row("a number for a tensor", fileOf(R"({"w":7})", 0), "malformed");
        row("no offsets", fileOf(R"({"w":{"dtype":"U8","shape":[1]}})", 1), "malformed");
        row("unknown type", fileOf(R"({"w":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}})", 1),
            "not known");
        row("an unknown type that would write over the terminal",
            fileOf(headerOf("w\\u001b[2J", QByteArray("\\u0007").repeated(100'000)), 1),
            "is not known");
        row("a name of 1 MB", fileOf(headerOf(QByteArray(1'000'000, 'w'), "U8", 9), 8),
            "reaches beyond the file");
        row("a name with control characters that overlaps",
            fileOf(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                   R"("b\u001b\n":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
                   4),
            "overlaps");
        row("a name with control characters over a gap",
            fileOf(R"({"a\u001b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})", 4), "gap");
        row("17 sides",
            fileOf(R"({"w":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],)"
                   R"("data_offsets":[0,1]}})",
                   1),
            "16 dimensions");
        row("half a million sides",
            fileOf(R"({"w":{"dtype":"U8","shape":[1)" + QByteArray(",1").repeated(499'999) +
                       R"(],"data_offsets":[0,1]}})",
                   1),
            "16 dimensions");
        row("negative side", fileOf(R"({"w":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1),
            "does not fit");
        row("side that is no whole number",
            fileOf(R"({"w":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1),
            "whole number");
        row("product beyond 64 bits",
            fileOf(R"({"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
                   0),
            "does not fit");
        row("shape above its bytes",
            fileOf(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4), "does not fit");
        row("negative offset",
            fileOf(R"({"w":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}})", 1), "offsets");
        row("end before begin",
            fileOf(R"({"w":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}})", 1), "does not fit");
        row("beyond the file",
            fileOf(R"({"w":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", 8),
            "reaches beyond the file");
        row("overlap",
            fileOf(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                   R"("b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
                   6),
            "overlaps");
        row("twins",
            fileOf(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                   R"("b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
                   4),
            "overlaps");
        row("gap",
            fileOf(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                   R"("b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}})",
                   6),
            "gap");
        row("bytes without an owner",
            fileOf(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 6),
            "no tensor owns");
        row("metadata that is no text", fileOf(R"({"__metadata__":{"a":[1]}})", 0), "malformed");
        row("deeply nested", fileOf(QByteArray(200'000, '['), 0), "nested too deeply");
    }

    void aMalformedFileIsRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        QVERIFY(samples::overwrite(path(), content));
        const auto file = readSafetensors(path());
        QVERIFY(!file);
        QVERIFY(file.error().code == ErrorCode::Corrupt ||
                file.error().code == ErrorCode::Unsupported);
        QCOMPARE(file.error().subject, path().string());
        QVERIFY2(QString::fromStdString(file.error().reason).contains(reason),
                 file.error().reason.c_str());
        QVERIFY(file.error().reason.size() < 400);
        QVERIFY(std::ranges::none_of(file.error().reason, [](char letter) {
            return static_cast<unsigned char>(letter) < 0x20;
        }));
        const auto header = checkSafetensors(path());
        QVERIFY(!header);
        QCOMPARE(header.error().reason, file.error().reason);
    }

    void sixteenSidesAreTaken()
    {
        const std::vector<float> one{1};
        const std::vector<std::int64_t> shape(16, 1);
        QVERIFY(writeSafetensors(path(), {{"w", {ElementType::F32, shape, view(one)}}}).ok());
        QCOMPARE(readSafetensors(path())->tensors.at("w").shape, shape);
    }

    /// A gigabyte of holes behind a header that is refused is not read.
    void aRefusedHeaderIsAllThatIsRead()
    {
        const QByteArray header = R"({"w":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})";
        QVERIFY(samples::overwrite(path(), fileOf(header, 9)));
        std::filesystem::resize_file(path(), std::uintmax_t{1} << 30);
        const bool measured = resetPeakMemory();
        const auto before = residentMemoryBytes();
        const auto file = readSafetensors(path());
        QVERIFY(!measured || peakMemoryBytes() < before + 50'000'000);
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Corrupt);
    }

    void everyCutAndEveryFlippedBitIsSurvived()
    {
        const std::vector<float> weights{1.0F, 2.0F, 3.0F, 4.0F};
        const auto written =
            writeSafetensors(path(), {{"w", {ElementType::F32, {2, 2}, view(weights)}}});
        QVERIFY(written.ok());
        const QByteArray whole = samples::contentOf(path());
        for (qsizetype length = 0; length < whole.size(); ++length) {
            QVERIFY(samples::overwrite(path(), whole.left(length)));
            QVERIFY(!readSafetensors(path()).ok());
        }
        for (qsizetype bit = 0; bit < 8 * whole.size(); ++bit) {
            QByteArray damaged = whole;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY(samples::overwrite(path(), damaged));
            const auto file = readSafetensors(path());
            QVERIFY(!file || file->digest.crc32c != written->crc32c);
        }
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    [[nodiscard]] std::filesystem::path path() const
    {
        return std::filesystem::path(m_folder->path().toStdString()) / "file.safetensors";
    }

    template <typename Number>
    static std::string_view view(const std::vector<Number>& numbers)
    {
        return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
