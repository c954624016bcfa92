#include "torch_samples.h"

#include "core/base/process.h"
#include "core/store/stored_tensors_p.h"
#include "core/store/torch_file.h"
#include "core/store/weight_file.h"

#include <nlohmann/json.hpp>
#include <torch/types.h>

#include <fstream>

// After LibTorch, whose headers have members named slots.
#include "tests/support/run_samples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::samples;
using Json = nlohmann::json;

namespace {

const std::string folder = WEFT_SOURCE_DIR "/tests/parity/weights/";

std::vector<double> valuesOf(const FileTensor& tensor)
{
    const auto values = copyTensor(tensor).to(at::kDouble).flatten();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

std::string typeOf(const FileTensor& tensor)
{
    return c10::toString(copyTensor(tensor).scalar_type());
}

/// PyTorch's name of a type, as LibTorch writes it.
std::string torchName(const std::string& python)
{
    static const std::map<std::string, std::string> names{
        {"float64", "Double"}, {"float32", "Float"}, {"float16", "Half"}, {"bfloat16", "BFloat16"},
        {"int64", "Long"},     {"int32", "Int"},     {"int16", "Short"},  {"int8", "Char"},
        {"uint8", "Byte"},     {"bool", "Bool"}};
    return names.at(python);
}

std::string contentOfFile(const std::string& name)
{
    return contentOf(folder + name).toStdString();
}

bool sameTensors(const WeightFile& left, const WeightFile& right)
{
    if (left.tensors.size() != right.tensors.size()) {
        return false;
    }
    for (const auto& [name, tensor] : left.tensors) {
        const auto found = right.tensors.find(name);
        if (found == right.tensors.end() || found->second.stored.shape != tensor.stored.shape ||
            found->second.stored.bytes != tensor.stored.bytes ||
            found->second.strides != tensor.strides) {
            return false;
        }
    }
    return true;
}

Result<WeightFile> readBytes(std::string content)
{
    const auto shared = std::make_shared<const std::string>(std::move(content));
    return looksLikeTorchFile(*shared) ? readTorchFile(shared)
                                       : Error{ErrorCode::Corrupt, {}, "no file of PyTorch"};
}

const std::string oneTensor = pickle(stateDict(tensor(storage(2), 0, {2}, {1})));

} // namespace

class TestTorchFile : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aFileHoldsWhatPyTorchSays_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("prefix");
        QTest::newRow("zip") << "tiny-zip.pth" << int(WeightFileKind::TorchZip) << "";
        QTest::newRow("legacy") << "tiny-legacy.pth" << int(WeightFileKind::TorchLegacy) << "";
        QTest::newRow("wrapped") << "tiny-wrapped.pth" << int(WeightFileKind::TorchZip)
                                 << "module.";
    }

    void aFileHoldsWhatPyTorchSays()
    {
        QFETCH(QString, name);
        QFETCH(int, kind);
        QFETCH(QString, prefix);
        std::ifstream stream(folder + "weights.json");
        const auto expected = Json::parse(stream);
        const auto file = readWeightFile(folder + name.toStdString());
        QVERIFY2(file.ok(), file ? "" : toString(file.error()).c_str());
        QCOMPARE(int(file->kind), kind);
        QCOMPARE(file->tensors.size(), expected.size());
        for (const auto& [key, wanted] : expected.items()) {
            const auto found = file->tensors.find(prefix.toStdString() + key);
            QVERIFY2(found != file->tensors.end(), key.c_str());
            const auto& tensor = found->second;
            QCOMPARE(typeOf(tensor), torchName(wanted["type"]));
            QCOMPARE(tensor.stored.shape, wanted["shape"].get<std::vector<std::int64_t>>());
            QCOMPARE(valuesOf(tensor), wanted["values"].get<std::vector<double>>());
        }
        const auto remarked = [&](WeightsRemarkCode code) {
            return std::ranges::any_of(file->remarks,
                                       [&](const auto& remark) { return remark.code == code; });
        };
        QCOMPARE(remarked(WeightsRemarkCode::WrapperOpened), !prefix.isEmpty());
    }

    void whatIsNoTensorIsPassedOver()
    {
        const auto file =
            readBytes(zipFile(pickle("}q\x01(" + text("me") + "h\x01" + text("n") + "N" +
                                     text("w") + tensor(storage(2), 0, {2}, {1}) + "u"),
                              std::string(8, 'x')));
        QVERIFY2(file.ok(), file ? "" : file.error().reason.c_str());
        QCOMPARE(file->tensors.size(), 1U);
        QCOMPARE(file->remarks.size(), 1U);
        QCOMPARE(file->remarks[0].code, WeightsRemarkCode::EntriesSkipped);
        QCOMPARE(file->remarks[0].inFile, 2);
    }

    void aHostileFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const std::string& content, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(content) << QString(reason);
        };
        constexpr std::int64_t huge = std::int64_t{1} << 60;
        const std::string eight(8, 'x');
        row("empty", "", "neither");
        row("text", "not a header of any kind", "neither");
        row("a pickle that is no file of PyTorch's", pickle("}"), "neither");
        row("a command", zipFile(pickle(global("os", "system") + tuple({text("id")}) + "R"), eight),
            "names os.system");
        row("a command, older format",
            legacyFile(global("os", "system") + tuple({text("id")}) + "R", "]", ""),
            "names os.system");
        row("no state_dict", zipFile(pickle("K\x01"), eight), "no state_dict");
        row("an empty one", zipFile(pickle("}"), eight), "no state_dict");

        // A storage that is not what the pickle says.
        row("2^60 elements",
            zipFile(pickle(stateDict(tensor(storage(huge), 0, {huge}, {1}))), eight),
            "not as long as the pickle says");
        row("2^63 bytes that overflow to 0",
            zipFile(pickle(stateDict(tensor(storage(huge * 4, "0"), 0, {huge * 4}, {1}))), ""),
            "not as long as the pickle says");
        row("one element more", zipFile(pickle(stateDict(tensor(storage(3), 0, {2}, {1}))), eight),
            "not as long as the pickle says");
        row("half an element", zipFile(oneTensor, "nine byte"), "not as long");
        row("an absent storage",
            zipFile(pickle(stateDict(tensor(storage(2, "7"), 0, {2}, {1}), "fc")), eight),
            "tensor \"fc\": its storage \"7\" is not in the file");
        row("something behind the pickle", zipFile(oneTensor + ".", eight), "follows its pickle");

        // The archive.
        const ZipMember numbers{"archive/data/0", eight};
        const auto with = [&](ZipMember member) {
            return zip({{"archive/data.pkl", oneTensor}, std::move(member)});
        };
        row("compressed", with({"archive/data/0", eight, 8}), "is compressed");
        row("encrypted", with({"archive/data/0", eight, 0, 1}), "is encrypted");
        row("a wrong checksum", with({"archive/data/0", eight, 0, 0, 1}), "checksum differs");
        row("a wrong size", with({"archive/data/0", eight, 0, 0, 0, 4}), "contradicts");
        row("a size beyond the file, given later",
            with({"archive/data/0", eight, 0, 8, 0, 0x7FFFFFFF}), "reaches beyond the file");
        row("two sizes", with({"archive/data/0", eight, 0, 8, 0, 0, 4}), "sizes that contradict");
        row("a place beyond the file", with({"archive/data/0", eight, 0, 0, 0, 0, 0, 0x7FFFFFFF}),
            "beyond the file");
        row("a place with no header", with({"archive/data/0", eight, 0, 0, 0, 0, 0, 4}),
            "no header");
        row("two names", with({"archive/data/0", eight, 0, 0, 0, 0, 0, 0, "archive/data/1"}),
            "contradicts");
        row("4 GiB", with({"archive/data/0", eight, 0, 8, 0, 0xFFFFFFFF - 8}), "4 GiB");
        row("twins", zip({{"archive/data.pkl", oneTensor}, numbers, numbers}), "there twice");
        // The second entry of the directory leads to the first member again.
        const auto back = static_cast<std::uint32_t>(-(30 + 14 + 8));
        row("an overlap",
            zip({{"archive/data.pkl", oneTensor},
                 numbers,
                 {"archive/data/0", eight, 0, 0, 0, 0, 0, back}}),
            "overlaps");
        row("no pickle", zip({numbers}), "PyTorch did not write");
        row("a pickle elsewhere", zip({{"a/b/data.pkl", oneTensor}}), "PyTorch did not write");
        row("a program",
            zip({{"archive/constants.pkl", pickle("}")}, {"archive/data.pkl", oneTensor}, numbers}),
            "TorchScript");
        row("big-endian",
            zip({{"archive/byteorder", "big"}, {"archive/data.pkl", oneTensor}, numbers}),
            "big-endian");
        auto parts = zipFile(oneTensor, eight);
        parts[parts.size() - 18] = '\1';
        row("one of several parts", parts, "several parts");
        auto far = zipFile(oneTensor, eight);
        far[far.size() - 4] = '\x7F';
        row("a directory beyond the file", far, "directory reaches beyond");
        auto fewer = zipFile(oneTensor, eight);
        fewer[fewer.size() - 12] = fewer[fewer.size() - 14] = '\1';
        row("fewer members than in the directory", fewer, "directory is damaged");
        row("no directory", zipFile(oneTensor, eight).substr(0, 100), "directory is missing");

        // The older format.
        const auto state = stateDict(tensor(storage(2), 0, {2}, {1}));
        const auto keys = std::string("](") + text("0") + "e";
        const auto two = bytesOf<std::int64_t>(2);
        row("legacy, cut", legacyFile(state, keys, two + "xxxx"), "reaches beyond the file");
        row("legacy, no count", legacyFile(state, keys, "xx"), "reaches beyond the file");
        row("legacy, a negative count", legacyFile(state, keys, bytesOf<std::int64_t>(-2) + eight),
            "reaches beyond the file");
        row("legacy, 2^62 elements",
            legacyFile(stateDict(tensor(storage(huge * 4), 0, {huge * 4}, {1})), keys,
                       bytesOf<std::int64_t>(huge * 4) + eight),
            "reaches beyond the file");
        row("legacy, another count", legacyFile(state, keys, bytesOf<std::int64_t>(1) + "xxxx"),
            "not as long");
        row("legacy, one too many", legacyFile(state, "](" + text("1") + "e", two + eight),
            "no tensor needs");
        row("legacy, none", legacyFile(state, "]", ""), "is not in the file");
        row("legacy, no list", legacyFile(state, "N", ""), "list of its storages");
        row("legacy, twice",
            legacyFile(state, "](" + text("0") + text("0") + "e", two + eight + two + eight),
            "there twice");
        row("legacy, a tail", legacyFile(state, keys, two + eight + "x"), "no tensor owns");
        row("legacy, big-endian", legacyFile(state, keys, two + eight, false), "big-endian");
        row("legacy, two types",
            legacyFile("}(" + text("a") + tensor(storage(2), 0, {2}, {1}) + text("b") +
                           tensor(storage(2, "0", "DoubleStorage"), 0, {2}, {1}) + "u",
                       keys, two + eight),
            "two types");

        const auto header = [](std::uint64_t length, const std::string& rest) {
            return bytesOf(length) + rest;
        };
        row("PyTorch's first format",
            std::string("sys_info") + std::string(249, '\0') + "ustar" + std::string(506, '\0'),
            "a tar archive, PyTorch's first format");
        row("no format", std::string(300, 'x'), "neither a state_dict");

        row("safetensors, a header of 3 MiB",
            header(3 << 20, "{" + std::string((3 << 20) - 1, '[')), "longer than 2 MiB");
        row("safetensors, a header of brackets",
            header(2 << 20, "{\"a\":" + std::string((2 << 20) - 5, '[')), "nested too deeply");
        const std::string large =
            R"({"w":{"dtype":"F32","shape":[1152921504606846976],"data_offsets":[0,8]}})";
        row("safetensors, 2^60 elements", header(large.size(), large + eight), "does not fit");
    }

    void aHostileFileIsRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        const auto path = std::filesystem::path(m_folder->path().toStdString()) / "weights.pth";
        QVERIFY(overwrite(path, content));
        const bool measured = resetPeakMemory();
        const auto before = residentMemoryBytes();
        const auto file = readWeightFile(path);
        QVERIFY(!measured || peakMemoryBytes() < before + 200'000'000);
        QVERIFY(!file);
        QVERIFY(file.error().code == ErrorCode::Corrupt ||
                file.error().code == ErrorCode::Unsupported);
        QCOMPARE(file.error().subject, path.string());
        QVERIFY2(QString::fromStdString(file.error().reason).contains(reason),
                 file.error().reason.c_str());
        QCOMPARE(QString::fromStdString(file.error().reason).count('\n'), 0);
    }

    void everyCutIsRefused_data() { files(); }

    void everyCutIsRefused()
    {
        QFETCH(QString, name);
        const auto whole = contentOfFile(name.toStdString());
        QVERIFY(readBytes(whole).ok());
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const auto cut = readBytes(whole.substr(0, length));
            QVERIFY2(!cut, qPrintable(QString::number(length)));
            QVERIFY(!cut.error().reason.empty());
        }
    }

    /// The zip format has checksums: what still loads is what was saved. The older one has none,
    /// and then a tensor may have another value or another name, and nothing worse.
    void everyFlippedBitIsSurvived_data() { files(); }

    void everyFlippedBitIsSurvived()
    {
        QFETCH(QString, name);
        const auto whole = contentOfFile(name.toStdString());
        const auto intact = readBytes(whole);
        QVERIFY(intact.ok());
        const bool checked = intact->kind == WeightFileKind::TorchZip;
        for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
            auto damaged = whole;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            const auto file = readBytes(damaged);
            if (file && checked) {
                QVERIFY2(sameTensors(*file, *intact), qPrintable(QString::number(bit)));
            } else if (file) {
                for (const auto& [key, tensor] : file->tensors) {
                    // Reads every byte of it.
                    QCOMPARE(valuesOf(tensor).size(), std::size_t(copyTensor(tensor).numel()));
                }
            }
        }
    }

private:
    static void files()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("zip") << "tiny-zip.pth";
        QTest::newRow("legacy") << "tiny-legacy.pth";
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestTorchFile)
#include "test_torch_file.moc"
