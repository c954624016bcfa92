#include "tests/core/torch_samples.h"
#include "tests/parity/golden_support.h"

#include "core/base/atomic_file.h"
#include "core/store/first_weights_p.h"
#include "core/store/stored_tensors_p.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace weft;
using namespace weft::test;

namespace {

constexpr int classes = 5;
constexpr double tolerance = 1e-4;

ModelConfig plainCnn()
{
    ModelConfig model;
    model.backbone = Backbone::ResNet18;
    model.head = Head::Gap;
    return model;
}

Json goldenAnswer()
{
    const auto cases = goldenCases();
    return *std::ranges::find_if(cases, [](const Json& golden) {
        return golden["backbone"] == "resnet18" && golden["head"] == "gap" &&
               !golden["training"].get<bool>() && !golden.contains("options");
    });
}

/// The ResNet-18 of make_golden.py by torchvision's names, which are timm's.
TensorMap torchvisionState()
{
    Classifier model(plainCnn(), classes);
    fill(model);
    const std::string own = "backbone.";
    TensorMap state;
    for (const auto& [name, tensor] : moduleState(*model)) {
        state.emplace(name.starts_with(own) ? name.substr(own.size()) : name,
                      tensor.detach().contiguous());
    }
    return state;
}

std::string bytesOfTensor(const at::Tensor& tensor)
{
    return {static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()};
}

/// A state_dict whose storages have the keys "0", "1", ... in the map's order.
std::string stateOf(const TensorMap& state)
{
    std::string entries = "}(";
    int key = 0;
    for (const auto& [name, tensor] : state) {
        const auto* const type = tensor.is_floating_point() ? "FloatStorage" : "LongStorage";
        entries += samples::text(name) +
                   samples::tensor(samples::storage(tensor.numel(), std::to_string(key++), type), 0,
                                   tensor.sizes().vec(), tensor.strides().vec());
    }
    return entries + "u";
}

std::string zipOf(const TensorMap& state)
{
    std::vector<samples::ZipMember> members{{"archive/data.pkl", samples::pickle(stateOf(state))}};
    int key = 0;
    for (const auto& [name, tensor] : state) {
        members.push_back({"archive/data/" + std::to_string(key++), bytesOfTensor(tensor)});
    }
    return samples::zip(members);
}

std::string legacyOf(const TensorMap& state)
{
    std::string keys = "](";
    std::string storages;
    int key = 0;
    for (const auto& [name, tensor] : state) {
        keys += samples::text(std::to_string(key++));
        storages += samples::bytesOf<std::int64_t>(tensor.numel()) + bytesOfTensor(tensor);
    }
    return samples::legacyFile(stateOf(state), keys + "e", storages);
}

} // namespace

/// A whole ResNet-18 whose weights come from a formula, and with it PyTorch's own answer: written
/// as torch.save() and timm write one, read, and asked.
class TestWeightFormats : public QObject
{
    Q_OBJECT
private slots:
    void theLogitsArePyTorchs_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("zip") << int(WeightFileKind::TorchZip);
        QTest::newRow("legacy") << int(WeightFileKind::TorchLegacy);
        QTest::newRow("safetensors") << int(WeightFileKind::Safetensors);
    }

    void theLogitsArePyTorchs()
    {
        QFETCH(int, kind);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("weights.bin").toStdString();
        const auto state = torchvisionState();
        if (kind == int(WeightFileKind::Safetensors)) {
            std::map<std::string, StoredTensor> tensors;
            for (const auto& [name, tensor] : state) {
                const auto view = storedView(tensor);
                QVERIFY(view.ok());
                tensors.emplace(name, *view);
            }
            QVERIFY(writeSafetensors(path, tensors, {{"format", "pt"}}).ok());
        } else {
            const bool zip = kind == int(WeightFileKind::TorchZip);
            QVERIFY(writeFileAtomically(path, zip ? zipOf(state) : legacyOf(state)).ok());
        }

        const auto weights = readFirstWeights(path, plainCnn(), classes);
        QVERIFY2(weights.ok(), weights ? "" : toString(weights.error()).c_str());
        QCOMPARE(int(weights->report.kind), kind);
        QCOMPARE(weights->report.matched, 122U);
        QVERIFY(weights->report.leftOut.empty());

        const auto golden = goldenAnswer();
        const int side = golden["size"];
        const torch::NoGradGuard noGradients;
        Classifier network(plainCnn(), classes);
        QVERIFY(loadModuleState(network->backbone(), weights->backbone).ok());
        QVERIFY(loadModuleState(network->classifier(), weights->classifier).ok());
        network->eval();
        const auto images =
            1.5 * noise(3 * 3 * side * side, golden["images"]).view({3, 3, side, side});
        const auto logits = network->forward(images).logits.flatten();
        QVERIFY(difference(logits, tensorOf(golden["logits"])) < tolerance);
    }
};

QTEST_GUILESS_MAIN(TestWeightFormats)
#include "test_weight_formats.moc"
