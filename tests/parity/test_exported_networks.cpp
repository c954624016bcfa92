#include "tests/parity/exported_runs.h"
#include "tests/parity/tensors.h"

#include "core/base/atomic_file.h"
#include "core/deploy/export_metadata_p.h"
#include "core/deploy/network_files_p.h"
#include "core/deploy/python_source.h"
#include "core/deploy/script_source.h"
#include "core/inspect/predictor.h"
#include "core/model/trunk_topology.h"
#include "core/store/stored_tensors_p.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <torch/csrc/jit/serialization/import.h>

#include <sstream>

using namespace weft;
using namespace weft::test;
namespace fs = std::filesystem;

namespace {

struct NetworkCase
{
    const char* name;
    int size;
    ModelConfig model;
};

std::vector<NetworkCase> cases()
{
    std::vector<NetworkCase> list;
    const auto add = [&](const char* name, Backbone backbone, Head head, int size) -> ModelConfig& {
        ModelConfig model;
        model.backbone = backbone;
        model.head = head;
        model.grid = 4;
        list.push_back({name, size, model});
        return list.back().model;
    };
    add("resnet18_last", Backbone::ResNet18, Head::Last, 65).order = ReadingOrder::Column;
    auto& fused = add("resnet20_heads_fused", Backbone::ResNet20, Head::Attention, 27);
    fused.attentionHeads = 2;
    fused.attentionHidden = 12;
    fused.attentionTemperature = 0.7;
    fused.order = ReadingOrder::Hilbert;
    fused.fusion = Fusion::Concat;
    fused.fusionStages = 3;
    fused.fusionChannels = 16;
    add("resnet18_cifar_mean", Backbone::ResNet18Cifar, Head::Mean, 16).order = ReadingOrder::Snake;
    auto& plain = add("resnet50_gap", Backbone::ResNet50, Head::Gap, 64);
    plain.gapHidden = 20;
    plain.fusion = Fusion::Sum;
    plain.fusionChannels = 32;
    add("efficientnet_final", Backbone::EfficientNetB0, Head::Final, 64).order =
        ReadingOrder::RowsColumns;
    auto& crossed = add("resnet20_crossed_attention", Backbone::ResNet20, Head::Attention, 32);
    crossed.order = ReadingOrder::RowsColumns;
    add("resnet20_crossed_last", Backbone::ResNet20, Head::Last, 32).order =
        ReadingOrder::RowsColumns;
    add("resnet20_final_snake", Backbone::ResNet20, Head::Final, 32).order = ReadingOrder::Snake;
    add("resnet20_gap", Backbone::ResNet20, Head::Gap, 32);
    const auto pruned = [&](const char* name, Backbone backbone, int size) {
        auto& widths = add(name, backbone, Head::Attention, size).widths;
        widths = innerWidths(fullTrunk(backbone));
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = i % 4 == 3 ? 1 : widths[i] / 2 - 1;
        }
    };
    pruned("resnet20_pruned", Backbone::ResNet20, 32);
    pruned("resnet50_pruned", Backbone::ResNet50, 64);
    pruned("efficientnet_pruned", Backbone::EfficientNetB0, 64);
    return list;
}

/// Hostile ones: they stand in a program's text.
std::vector<std::string> classNames()
{
    return {"plain",  "\"quoted\" and 'quoted'", "back\\slash\\", "new\nline", "猫",
            "\"\"\"", "#@configuration@",        "<script>",      "😀 é",       ""};
}

at::Tensor gridAttention(const ClassifierOutput& output, const ModelConfig& model)
{
    return output.attention.unflatten(2, {model.grid, model.grid});
}

} // namespace

/// What leaves Weft computes what Weft computes.
class TestExportedNetworks : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        torch::manual_seed(3);
        at::set_num_threads(2);
        QVERIFY(m_folder.isValid());
        for (const auto& [name, size, model] : cases()) {
            auto network = writeRun(folder() / "runs", model, size, classNames());
            QVERIFY2(network.ok(), name);
            m_networks.emplace(name, std::move(*network));
        }
    }

    void torchScriptIsTheClassifier_data() { addCases(); }

    void torchScriptIsTheClassifier()
    {
        QFETCH(QString, name);
        auto& network = m_networks.at(name.toStdString());
        const auto& model = network.model->config();
        std::istringstream archive(makeTorchScript(network));
        auto loaded = torch::jit::load(archive);
        const torch::NoGradGuard noGradients;
        for (const int count : {1, 3}) {
            const auto images = makeImages(count, network.run.record().preprocessing.size);
            const auto expected = runModule(network.model, images);
            const auto scores = loaded.forward({images}).toTensor();
            QVERIFY2(difference(scores, expected.logits) < tolerance,
                     qPrintable(QString::number(difference(scores, expected.logits))));
            if (model.head == Head::Attention) {
                const auto both =
                    loaded.get_method("scores_and_attention")({images}).toTuple()->elements();
                QVERIFY(difference(both[0].toTensor(), scores) < tolerance);
                const auto own = gridAttention(expected, model);
                const auto attention = both[1].toTensor();
                QCOMPARE(attention.dim(), model.attentionHeads > 1 ? 4 : 3);
                QVERIFY(difference(attention.reshape(own.sizes()), own) < tolerance);
            }
        }
    }

    void torchScriptKeepsTheNamesOfTheWeights()
    {
        auto& network = m_networks.at("resnet20_heads_fused");
        std::istringstream archive(makeTorchScript(network));
        torch::jit::ExtraFilesMap extra{{"weft.classes", ""}};
        const auto loaded = torch::jit::load(archive, c10::nullopt, extra);
        TensorMap parameters;
        for (const auto& item : loaded.named_parameters()) {
            parameters.emplace(item.name, item.value);
        }
        const auto own = network.model->named_parameters();
        QCOMPARE(parameters.size(), own.size());
        for (const auto& item : own) {
            QVERIFY2(parameters.contains(item.key()), item.key().c_str());
            QVERIFY(parameters.at(item.key()).equal(item.value()));
        }
        const auto names =
            QJsonDocument::fromJson(QByteArray::fromStdString(extra["weft.classes"]));
        QVERIFY(names.isArray());
        QCOMPARE(names[4].toString(), QStringLiteral("猫"));
        QCOMPARE(names[3].toString(), QStringLiteral("new\nline"));
    }

    /// One process for all, for PyTorch takes seconds to load.
    void pytorchBuildsTheSameNetworks()
    {
        const auto program = pythonWith("import torch");
        if (program.isEmpty()) {
            QSKIP("there is no PyTorch for Python here");
        }
        QProcess python;
        const auto place = folder() / "python";
        fs::create_directories(place);
        for (auto& [name, network] : m_networks) {
            writeForPython(place, name, network);
        }
        QVERIFY(writeFileAtomically(place / "compare.py", comparison).ok());
        python.setWorkingDirectory(QString::fromStdString(place.string()));
        python.start(program, {"compare.py"});
        QVERIFY(python.waitForFinished(200000));
        const auto error = python.readAllStandardError();
        QVERIFY2(python.exitCode() == 0, error.constData());
        std::size_t compared = 0;
        for (const auto& line : python.readAllStandardOutput().split('\n')) {
            const auto result = QJsonDocument::fromJson(line).object();
            if (result.isEmpty()) {
                continue;
            }
            ++compared;
            for (const char* what : {"scores", "attention", "script"}) {
                QVERIFY2(result[QLatin1String(what)].toDouble(1) < tolerance, line.constData());
            }
            QVERIFY2(result["classes"].toBool(), line.constData());
            QVERIFY2(result["refused"].toBool(), line.constData());
        }
        QCOMPARE(compared, m_networks.size());
    }

    void thePythonFileClassifiesAPictureAsWeftDoes()
    {
        const auto program = pythonWith("import torch, PIL");
        if (program.isEmpty()) {
            QSKIP("there is no PyTorch or no Pillow for Python here");
        }
        QProcess python;
        auto& network = m_networks.at("resnet20_heads_fused");
        const auto place = folder() / "picture";
        fs::create_directories(place);
        writeForPython(place, "network", network);
        Image picture{61, 40, {}};
        for (int i = 0; i < 61 * 40; ++i) {
            const auto value = static_cast<std::uint8_t>(i % 61 * 4);
            picture.rgb.insert(picture.rgb.end(), {value, static_cast<std::uint8_t>(255 - value),
                                                   static_cast<std::uint8_t>(i / 61 * 6)});
        }
        QVERIFY(writePng(picture, place / "picture.png").ok());
        const auto own = Predictor::open(network.run.path())->classify(picture, 1).value();
        python.setWorkingDirectory(QString::fromStdString(place.string()));
        python.start(program, {"-c", "import json, network\n"
                                     "print(json.dumps(network.classify('picture.png')[0]))"});
        QVERIFY(python.waitForFinished(60000));
        const auto error = python.readAllStandardError();
        QVERIFY2(python.exitCode() == 0, error.constData());
        const auto said = QJsonDocument::fromJson(python.readAllStandardOutput());
        QCOMPARE(said[0].toString().toStdString(),
                 classNames().at(static_cast<std::size_t>(own.top[0].index)));
        // Pillow rounds a resized pixel otherwise.
        QVERIFY(std::abs(said[1].toDouble() - own.top[0].probability) < 0.02);
    }

private:
    static constexpr const char* comparison = R"python(
import glob, importlib, json, sys, torch
sys.path.insert(0, ".")
for path in sorted(glob.glob("*.safetensors")):
    name = path[:-len(".safetensors")]
    if name.endswith("_golden"):
        continue
    module = importlib.import_module(name)
    golden, _ = module.read_safetensors(name + "_golden.safetensors")
    with torch.no_grad():
        scores, attention = module.build()(golden["images"])
        script = torch.jit.load(name + ".pt")(golden["images"])
    def difference(own, other):
        return ((own - other).abs().max() / max(1, other.abs().max())).item()
    refused = False
    try:
        module.build(name + "_golden.safetensors")
    except ValueError:
        refused = True
    print(json.dumps({
        "name": name,
        "scores": difference(scores, golden["logits"]),
        "script": difference(script, golden["logits"]),
        "attention": 0 if attention is None else difference(attention, golden["attention"]),
        "classes": module.CLASSES == json.load(open("classes.json")),
        "refused": refused,
    }))
)python";

    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }

    void addCases()
    {
        QTest::addColumn<QString>("name");
        for (const auto& entry : m_networks) {
            QTest::newRow(entry.first.c_str()) << QString::fromStdString(entry.first);
        }
    }

    /// A distribution's packages are the system's Python's, which need not come first.
    static QString pythonWith(const char* imports)
    {
        for (const char* program : {"python3", "/usr/bin/python3"}) {
            QProcess python;
            python.start(program, {"-c", imports});
            if (python.waitForFinished(60000) && python.exitStatus() == QProcess::NormalExit &&
                python.exitCode() == 0) {
                return program;
            }
        }
        return {};
    }

    static void writeForPython(const fs::path& place, const std::string& name,
                               TrainedNetwork& network)
    {
        const auto& record = network.run.record();
        const auto metadata = exportMetadata(network);
        const auto source =
            pythonSource({record.config.model, record.preprocessing, record.classNames, record.id,
                          metadata.at("weft.fingerprint")});
        QVERIFY(writeFileAtomically(place / (name + ".py"), source).ok());
        QVERIFY(
            writeFileAtomically(place / (name + ".safetensors"), *makeSafetensors(network)).ok());
        QVERIFY(writeFileAtomically(place / (name + ".pt"), makeTorchScript(network)).ok());
        QVERIFY(writeFileAtomically(place / "classes.json", metadata.at("weft.classes")).ok());
        const auto images = makeImages(2, record.preprocessing.size);
        const auto output = runModule(network.model, images);
        TensorMap golden{{"images", images}, {"logits", output.logits.contiguous()}};
        if (output.attention.defined()) {
            golden.emplace("attention",
                           gridAttention(output, network.model->config()).contiguous());
        }
        std::map<std::string, StoredTensor> stored;
        for (const auto& [key, tensor] : golden) {
            stored.emplace(key, *storedView(tensor));
        }
        QVERIFY(writeSafetensors(place / (name + "_golden.safetensors"), stored).ok());
    }

    QTemporaryDir m_folder;
    std::map<std::string, TrainedNetwork> m_networks;
};

QTEST_GUILESS_MAIN(TestExportedNetworks)
#include "test_exported_networks.moc"
