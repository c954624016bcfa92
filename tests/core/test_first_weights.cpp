#include "training_support.h"

#include "core/model/classifier_p.h"
#include "core/store/first_weights_p.h"
#include "core/store/module_state_p.h"
#include "core/store/run_directory.h"
#include "core/store/stored_tensors_p.h"

#include <torch/types.h>

#include <cmath>
#include <limits>

// After LibTorch, whose headers have members named slots.
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

namespace {

constexpr int classes = 3;

ModelConfig gapModel(Backbone backbone = Backbone::ResNet20)
{
    ModelConfig model;
    model.backbone = backbone;
    model.head = Head::Gap;
    return model;
}

/// A network with head gap, by torchvision's names: its trunk's plain, and the classifier's.
TensorMap wholeNetwork(int itsClasses = classes, Backbone backbone = Backbone::ResNet20)
{
    Classifier network(gapModel(backbone), itsClasses, 77);
    TensorMap plain;
    for (const auto& [name, tensor] : moduleState(*network)) {
        const std::string prefix = "backbone.";
        auto known = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
        if (backbone == Backbone::EfficientNetB0 && known.starts_with("fc.")) {
            known.replace(0, 3, "classifier.1.");
        }
        plain.emplace(known, tensor.detach().contiguous().clone());
    }
    return plain;
}

bool has(const WeightsReport& report, WeightsRemarkCode code)
{
    return std::ranges::any_of(report.remarks,
                               [&](const auto& remark) { return remark.code == code; });
}

const WeightsRemark& remarkOf(const WeightsReport& report, WeightsRemarkCode code)
{
    return *std::ranges::find(report.remarks, code, &WeightsRemark::code);
}

} // namespace

class TestFirstWeights : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everyTensorOfTheBackboneIsTaken()
    {
        const auto plain = wholeNetwork();
        auto model = gapModel();
        model.head = Head::Attention;
        const auto weights = readFirstWeights(write(plain), model, classes);
        QVERIFY2(weights.ok(), weights ? "" : toString(weights.error()).c_str());
        auto expected = plain;
        expected.erase("fc.weight");
        expected.erase("fc.bias");
        QVERIFY(equalTensors(weights->backbone, expected));
        QVERIFY(weights->classifier.empty());
        const auto& report = weights->report;
        QVERIFY(report.fits());
        QCOMPARE(report.kind, WeightFileKind::Safetensors);
        QCOMPARE(report.source, file().string());
        QCOMPARE(report.matched, expected.size());
        QCOMPARE(report.leftOut.size(), 2U);
        QCOMPARE(report.leftOut[1].name, std::string("fc.weight"));
        QCOMPARE(report.leftOut[1].shape, (std::vector<std::int64_t>{classes, 64}));
        QVERIFY(has(report, WeightsRemarkCode::ClassifierLeftOut));
    }

    void efficientNetsClassifierHasItsOwnName()
    {
        const auto plain = wholeNetwork(classes, Backbone::EfficientNetB0);
        const auto weights =
            readFirstWeights(write(plain), gapModel(Backbone::EfficientNetB0), classes);
        QVERIFY2(weights.ok(), weights ? "" : toString(weights.error()).c_str());
        QVERIFY(weights->classifier.at("weight").equal(plain.at("classifier.1.weight")));
        QCOMPARE(weights->report.matched, plain.size());
        QVERIFY(weights->report.leftOut.empty());
    }

    void aHiddenLayerBeforeTheClassifierLeavesItsOwn()
    {
        auto model = gapModel();
        model.gapHidden = 64; // As wide as what the file's classifier reads.
        const auto weights = readFirstWeights(write(wholeNetwork()), model, classes);
        QVERIFY(weights.ok());
        QVERIFY(weights->classifier.empty());
        QVERIFY(has(weights->report, WeightsRemarkCode::ClassifierLeftOut));
    }

    void aClassifierOfAsManyClassesIsTaken()
    {
        const auto plain = wholeNetwork();
        const auto weights = readFirstWeights(write(plain), gapModel(), classes);
        QVERIFY(weights.ok());
        QVERIFY(weights->classifier.at("weight").equal(plain.at("fc.weight")));
        QVERIFY(weights->classifier.at("bias").equal(plain.at("fc.bias")));
        QCOMPARE(weights->report.matched, plain.size());
        QVERIFY(weights->report.leftOut.empty());
        QVERIFY(has(weights->report, WeightsRemarkCode::ClassifierTaken));
        std::int64_t parameters = 0;
        ModelConfig config = gapModel();
        for (const auto& parameter : Classifier(config, classes)->parameters()) {
            parameters += parameter.numel();
        }
        QCOMPARE(weights->report.matchedParameters, parameters);
    }

    void aClassifierOfAnotherSizeIsReplacedAndSaidToBe()
    {
        const auto weights = readFirstWeights(write(wholeNetwork(10)), gapModel(), classes);
        QVERIFY(weights.ok());
        QVERIFY(weights->classifier.empty());
        QVERIFY(weights->report.fits());
        const auto& remark = remarkOf(weights->report, WeightsRemarkCode::ClassifierReplaced);
        QCOMPARE(toString(remark),
                 std::string("its classifier of 10 classes is replaced by one of 3"));
    }

    void theTrainingBeginsWithTheClassifier()
    {
        const auto data = path("data");
        writeColourFolder(data, 4);
        auto config = tinyConfig(data);
        config.model.head = Head::Gap;
        config.model.weights = write(wholeNetwork()).string();
        config.train.epochs = 1;
        config.train.lr = 1e-8;
        RunControl control;
        RecordingSink sink;
        TrainRequest request;
        request.config = config;
        request.library = path("runs");
        const auto run = trainRun(request, sink, control);
        QVERIFY2(run.ok(), run ? "" : toString(run.error()).c_str());
        const auto model = loadCheckpoint(run->directory, CheckpointKind::Last)->model;
        const auto plain = wholeNetwork();
        for (const auto* name : {"fc.weight", "fc.bias"}) {
            QVERIFY(at::allclose(model.at(name), plain.at(name), 0, 1e-5));
        }
        QVERIFY(at::allclose(model.at("backbone.conv1.weight"), plain.at("conv1.weight"), 0, 1e-5));
        const auto told = sink.all<WeightsEvent>();
        QCOMPARE(told.size(), 1U);
        QCOMPARE(told[0].report.matched, plain.size());

        // A run of Weft's gives its backbone only, for its classes are in an order of their own.
        const auto again = readFirstWeights(run->directory, gapModel(), classes);
        QVERIFY(again.ok());
        QVERIFY(again->classifier.empty());
        QCOMPARE(again->report.kind, WeightFileKind::WeftRun);
        QCOMPARE(again->report.leftOut.size(), 2U);
    }

    void aPrefixOfEveryNameIsLeftOff()
    {
        TensorMap parallel;
        for (const auto& [name, tensor] : wholeNetwork()) {
            parallel.emplace("_orig_mod.module." + name, tensor);
        }
        const auto weights = readFirstWeights(write(parallel), gapModel(), classes);
        QVERIFY2(weights.ok(), weights ? "" : toString(weights.error()).c_str());
        QVERIFY(weights->backbone.at("conv1.weight").equal(wholeNetwork().at("conv1.weight")));
        QCOMPARE(remarkOf(weights->report, WeightsRemarkCode::PrefixRemoved).name,
                 std::string("_orig_mod."));
        // One name that differs, and it is no wrapper's.
        parallel.emplace("epoch", at::zeros({1}));
        QCOMPARE(readFirstWeights(write(parallel), gapModel(), classes).error().code,
                 ErrorCode::InvalidArgument);
    }

    void otherNumbersBecomeFloats()
    {
        auto plain = wholeNetwork();
        plain["conv1.weight"] = plain["conv1.weight"].to(at::kHalf);
        plain["bn1.weight"] = plain["bn1.weight"].to(at::kDouble);
        const auto weights = readFirstWeights(write(plain), gapModel(), classes);
        QVERIFY(weights.ok());
        QCOMPARE(weights->backbone.at("conv1.weight").scalar_type(), at::kFloat);
        QVERIFY(weights->backbone.at("conv1.weight").equal(plain["conv1.weight"].to(at::kFloat)));
        QCOMPARE(remarkOf(weights->report, WeightsRemarkCode::Converted).inFile, 1);
    }

    void countersMayBeAbsent()
    {
        auto plain = wholeNetwork();
        std::erase_if(
            plain, [](const auto& entry) { return entry.first.ends_with("num_batches_tracked"); });
        const auto weights = readFirstWeights(write(plain), gapModel(), classes);
        QVERIFY(weights.ok());
        QCOMPARE(weights->backbone.at("bn1.num_batches_tracked").item<std::int64_t>(), 0);
        QVERIFY(has(weights->report, WeightsRemarkCode::CountersMissing));
    }

    void whatDoesNotFitIsRefusedAndReported()
    {
        auto plain = wholeNetwork();
        plain.erase("layer2.1.conv2.weight");
        plain["layer1.0.conv1.weight"] = at::zeros({16, 16, 1, 1});
        plain["bn1.bias"] = at::zeros({16}, at::kLong);
        plain["layer1.3.conv1.weight"] = at::zeros({16, 16, 3, 3}); // Of a deeper network.
        plain["head.weight"] = at::zeros({1});
        plain["layer3.0.bn1.weight"][5] = std::numeric_limits<float>::quiet_NaN();
        const auto from = write(plain);
        const auto report = examineWeights(from, gapModel(), classes);
        QVERIFY(report.ok());
        QVERIFY(!report->fits());
        QCOMPARE(report->missing.size(), 1U);
        QCOMPARE(report->missing[0].name, std::string("layer2.1.conv2.weight"));
        QCOMPARE(report->missing[0].shape, (std::vector<std::int64_t>{32, 32, 3, 3}));
        QCOMPARE(report->notFitting.size(), 2U);
        QCOMPARE(report->notFitting[0].name, std::string("bn1.bias"));
        QCOMPARE(report->notFitting[0].fileType, std::string("I64"));
        QCOMPARE(report->notFitting[1].inFile, (std::vector<std::int64_t>{16, 16, 1, 1}));
        QCOMPARE(report->notFitting[1].inNetwork, (std::vector<std::int64_t>{16, 16, 3, 3}));
        QCOMPARE(report->surplus.size(), 1U);
        QCOMPARE(report->surplus[0].name, std::string("layer1.3.conv1.weight"));
        QCOMPARE(report->leftOut.size(), 1U);
        QCOMPARE(report->leftOut[0].name, std::string("head.weight"));
        QCOMPARE(report->notFinite, std::vector<std::string>{"layer3.0.bn1.weight"});

        const auto refused = readFirstWeights(from, gapModel(), classes);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(refused.error().subject, from.string());
        for (const auto* part :
             {"resnet20", "lacks layer2.1.conv2.weight", "bn1.bias and 1 more do not fit",
              "no layer1.3.conv1.weight", "layer3.0.bn1.weight holds values"}) {
            QVERIFY2(refused.error().reason.find(part) != std::string::npos,
                     refused.error().reason.c_str());
        }
    }

    void valuesThatAreNoNumbersAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("value");
        const auto infinite = std::numeric_limits<double>::infinity();
        QTest::newRow("weight") << "layer1.0.conv1.weight" << std::nan("");
        QTest::newRow("statistics") << "bn1.running_var" << infinite;
        QTest::newRow("beyond a float") << "bn1.running_mean" << 1e300;
        QTest::newRow("classifier") << "fc.bias" << -infinite;
    }

    void valuesThatAreNoNumbersAreRefused()
    {
        QFETCH(QString, name);
        QFETCH(double, value);
        auto plain = wholeNetwork();
        auto& tensor = plain.at(name.toStdString());
        tensor = tensor.to(at::kDouble);
        tensor.flatten()[0] = value;
        const auto refused = readFirstWeights(write(plain), gapModel(), classes);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NotFinite);
        QVERIFY(refused.error().reason.find(name.toStdString()) != std::string::npos);
    }

    /// So that a run that begins again knows when its classifier would be another.
    void theFingerprintTellsAClassifierToo()
    {
        auto plain = wholeNetwork();
        const auto first = readFirstWeights(write(plain), gapModel(), classes)->fingerprint;
        plain.at("fc.bias")[1] += 1;
        const auto second = readFirstWeights(write(plain), gapModel(), classes)->fingerprint;
        QVERIFY(first != second);
    }

private:
    [[nodiscard]] fs::path path(const char* name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }

    [[nodiscard]] fs::path file() const { return path("weights.safetensors"); }

    [[nodiscard]] fs::path write(const TensorMap& tensors) const
    {
        std::map<std::string, StoredTensor> stored;
        for (const auto& [name, tensor] : tensors) {
            stored.emplace(name, *storedView(tensor));
        }
        return writeSafetensors(file(), stored) ? file() : fs::path();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestFirstWeights)
#include "test_first_weights.moc"
