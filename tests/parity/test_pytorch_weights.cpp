#include "tests/parity/tensors.h"

#include "core/model/classifier_p.h"
#include "core/store/first_weights_p.h"
#include "core/store/module_state_p.h"
#include "core/store/stored_tensors_p.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

namespace {

constexpr double tolerance = 1e-4;
constexpr int imageNetClasses = 1000;

/// The first python3 that has them, Debian's behind the path's own; empty where there is none.
QString pythonWithTorch()
{
    for (const auto* program : {"python3", "/usr/bin/python3"}) {
        QProcess python;
        python.start(program, {"-c", "import torch, torchvision"});
        if (python.waitForFinished(60'000) && python.exitStatus() == QProcess::NormalExit &&
            python.exitCode() == 0) {
            return program;
        }
    }
    return {};
}

ModelConfig plainCnn()
{
    ModelConfig model;
    model.backbone = Backbone::ResNet18;
    model.head = Head::Gap;
    return model;
}

} // namespace

/// A whole ResNet-18 that PyTorch writes here and now, for it is too large to keep.
class TestPyTorchWeights : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        const auto python = pythonWithTorch();
        if (python.isEmpty()) {
            QSKIP("no python3 here has torch and torchvision");
        }
        QProcess maker;
        maker.start(python, {WEFT_SOURCE_DIR "/tests/parity/make_resnet18.py", m_folder.path()});
        QVERIFY(maker.waitForFinished(120'000));
        QVERIFY2(maker.exitCode() == 0, maker.readAllStandardError().constData());
        auto expected = readSafetensors(path("expected.safetensors"));
        QVERIFY(expected.ok());
        m_expected = copyTensors(*expected);
    }

    void featuresAndLogitsArePyTorchs_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind");
        QTest::newRow("zip") << "zip.pth" << int(WeightFileKind::TorchZip);
        QTest::newRow("legacy") << "legacy.pth" << int(WeightFileKind::TorchLegacy);
        QTest::newRow("timm") << "timm.safetensors" << int(WeightFileKind::Safetensors);
    }

    void featuresAndLogitsArePyTorchs()
    {
        QFETCH(QString, name);
        QFETCH(int, kind);
        const auto weights = readFirstWeights(path(name), plainCnn(), imageNetClasses);
        QVERIFY2(weights.ok(), weights ? "" : toString(weights.error()).c_str());
        QCOMPARE(int(weights->report.kind), kind);
        QCOMPARE(weights->report.matched, 122U);
        QCOMPARE(weights->report.matchedParameters, 11'689'512); // torchvision's own count.
        QVERIFY(weights->report.leftOut.empty());

        const torch::NoGradGuard noGradients;
        Classifier network(plainCnn(), imageNetClasses);
        QVERIFY(loadModuleState(network->backbone(), weights->backbone).ok());
        QVERIFY(loadModuleState(network->classifier(), weights->classifier).ok());
        network->eval();
        const auto output = network->forward(m_expected.at("images"));
        QVERIFY(difference(output.features.back(), m_expected.at("features")) < tolerance);
        QVERIFY(difference(output.logits, m_expected.at("logits")) < tolerance);
    }

    void aVariantOfTimmsIsReportedAsOne()
    {
        const auto from = path("d.safetensors");
        const auto report = examineWeights(from, plainCnn(), imageNetClasses);
        QVERIFY(report.ok());
        QVERIFY(!report->fits());
        QVERIFY(std::ranges::any_of(
            report->missing, [](const auto& tensor) { return tensor.name == "conv1.weight"; }));
        QVERIFY(std::ranges::any_of(
            report->surplus, [](const auto& tensor) { return tensor.name == "conv1.0.weight"; }));
        QVERIFY(std::ranges::any_of(report->remarks, [](const auto& remark) {
            return remark.code == WeightsRemarkCode::DeepStem;
        }));
        const auto refused = readFirstWeights(from, plainCnn(), imageNetClasses);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    }

    void anotherBackboneDoesNotTakeThem()
    {
        auto model = plainCnn();
        model.backbone = Backbone::ResNet18Cifar;
        const auto refused = readFirstWeights(path("zip.pth"), model, imageNetClasses);
        QVERIFY(!refused);
        QVERIFY2(refused.error().reason.find(
                     "conv1.weight does not fit (64 x 3 x 7 x 7 instead of 64 x 3 x 3 x 3)") !=
                     std::string::npos,
                 refused.error().reason.c_str());
    }

private:
    [[nodiscard]] fs::path path(const QString& name) const
    {
        return m_folder.filePath(name).toStdString();
    }

    QTemporaryDir m_folder;
    TensorMap m_expected;
};

QTEST_GUILESS_MAIN(TestPyTorchWeights)
#include "test_pytorch_weights.moc"
