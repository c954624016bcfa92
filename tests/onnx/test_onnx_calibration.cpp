#include "tests/onnx/onnx_support.h"

#include "core/data/data_source.h"

#include <QTest>

#include <algorithm>

using namespace weft;
using namespace weft::test;

/// What a calibrated file rounds, and what it leaves alone.
class TestOnnxCalibration : public QObject
{
    Q_OBJECT
private slots:
    /// At the grid's own side the fusion reads the very features that the next stage reads rounded.
    void aFusionReadsFeaturesThatAreNotRounded()
    {
        ModelConfig config;
        config.backbone = Backbone::ResNet20;
        config.head = Head::Mean;
        config.grid = 12;
        config.hidden = 8;
        config.fusion = Fusion::Sum;
        config.fusionStages = 2;
        config.fusionChannels = 16;
        const auto network = m_maker.make(config, 24);
        const auto bytes =
            makeOnnx(network, {.weights = OnnxWeights::Int8Calibrated,
                               .calibration = openDataSource("builtin:digits")->validation});
        QVERIFY2(bytes.ok(), bytes.ok() ? "" : toString(bytes.error()).c_str());
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(*bytes));
        const auto read = readBy(model, "fusion.0");
        const auto rounded = readBy(model, "backbone.layer3.0.conv1");
        QCOMPARE(rounded, read + ".rounded");
        QVERIFY(OnnxNetwork::read(*bytes, "the file").ok());
    }

private:
    static std::string readBy(const onnx::ModelProto& model, const std::string& name)
    {
        const auto& nodes = model.graph().node();
        const auto found = std::ranges::find(nodes, name, &onnx::NodeProto::name);
        return found == nodes.end() ? std::string() : found->input(0);
    }

    NetworkMaker m_maker;
};

QTEST_GUILESS_MAIN(TestOnnxCalibration)
#include "test_onnx_calibration.moc"
