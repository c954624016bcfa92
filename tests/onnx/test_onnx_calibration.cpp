#include "tests/onnx/onnx_support.h"

#include "core/data/data_source.h"
#include "core/model/trunk_topology.h"
#include "core/onnx/onnx_opencv_p.h"

#include <QTest>

#include <ATen/ops/conv2d.h>
#include <ATen/ops/from_blob.h>
#include <opencv2/dnn.hpp>

#include <algorithm>
#include <array>
#include <map>

using namespace weft;
using namespace weft::test;

namespace {

using onnx::TensorProto;

/// A calibrated file: what it says, and what OpenCV computes of it.
class CalibratedFile
{
public:
    explicit CalibratedFile(const std::string& bytes)
    {
        if (!m_model.ParseFromString(bytes)) {
            throw std::runtime_error("this is no ONNX file");
        }
        for (const auto& tensor : m_model.graph().initializer()) {
            m_constants[tensor.name()] = &tensor;
        }
        for (const auto& node : m_model.graph().node()) {
            m_producers[node.output(0)] = &node;
        }
    }

    struct Convolution
    {
        const onnx::NodeProto* node;
        std::string input; ///< Before it is rounded.
        double scale;
        int zero;
    };

    /// Those that read rounded values.
    [[nodiscard]] std::vector<Convolution> convolutions() const
    {
        std::vector<Convolution> found;
        for (const auto& node : m_model.graph().node()) {
            const auto scaled = m_producers.find(node.input(0));
            if (node.op_type() == "Conv" && scaled != m_producers.end() &&
                scaled->second->op_type() == "DequantizeLinear") {
                const auto& rounding = *m_producers.at(scaled->second->input(0));
                found.push_back({&node, rounding.input(0),
                                 numbers<float>(rounding.input(1)).front(),
                                 numbers<std::int8_t>(rounding.input(2)).front()});
            }
        }
        return found;
    }

    /// By LibTorch, of what it reads rounded or as it is.
    [[nodiscard]] at::Tensor convolved(const Convolution& convolution, const at::Tensor& input,
                                       bool rounding) const
    {
        const auto& [node, name, scale, zero] = convolution;
        const auto values =
            rounding ? ((input / scale).round() + zero).clamp(-128, 127).sub(zero).mul(scale)
                     : input;
        const auto& weights = *m_constants.at(m_producers.at(node->input(1))->input(0));
        const auto plain = numbers<std::int8_t>(weights.name());
        const std::vector<std::int64_t> sides(weights.dims().begin(), weights.dims().end());
        const auto scales = torch::tensor(numbers<float>(m_producers.at(node->input(1))->input(1)));
        const auto kernel =
            at::from_blob(const_cast<std::int8_t*>(plain.data()), sides, at::kChar).to(at::kFloat) *
            scales.view({-1, 1, 1, 1});
        return at::conv2d(values, kernel, torch::tensor(numbers<float>(node->input(2))),
                          whole(*node, "strides"), whole(*node, "pads"), 1, whole(*node, "group"));
    }

    /// By OpenCV: for each convolution what it reads, before that is rounded, and what it gives.
    [[nodiscard]] std::vector<std::array<at::Tensor, 2>>
    seen(const std::vector<Convolution>& convolutions, const at::Tensor& images)
    {
        auto prepared = m_model;
        prepareForOpenCv(prepared);
        const auto bytes = withBatch(prepared, static_cast<int>(images.size(0)));
        auto network = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
        const std::vector<int> sides(images.sizes().begin(), images.sizes().end());
        network.setInput(cv::Mat(sides, CV_32F, images.data_ptr()), "input");
        std::vector<cv::String> names;
        for (const auto& convolution : convolutions) {
            names.push_back("onnx_node!" + convolution.input);
            names.push_back("onnx_node!" + convolution.node->output(0));
        }
        std::vector<cv::Mat> values;
        network.forward(values, names);
        std::vector<std::array<at::Tensor, 2>> found;
        for (std::size_t i = 0; i < values.size(); i += 2) {
            found.push_back({tensorOf(values[i]), tensorOf(values[i + 1])});
        }
        return found;
    }

private:
    template <typename Number>
    [[nodiscard]] std::vector<Number> numbers(const std::string& name) const
    {
        const auto& bytes = m_constants.at(name)->raw_data();
        const auto* const first = reinterpret_cast<const Number*>(bytes.data());
        return {first, first + bytes.size() / sizeof(Number)};
    }

    static std::int64_t whole(const onnx::NodeProto& node, const std::string& name)
    {
        const auto found = std::ranges::find(node.attribute(), name, &onnx::AttributeProto::name);
        if (found == node.attribute().end()) {
            return name == "pads" ? 0 : 1;
        }
        return found->ints_size() > 0 ? found->ints(0) : found->i();
    }

    static at::Tensor tensorOf(const cv::Mat& values)
    {
        const std::vector<std::int64_t> sides(values.size.p, values.size.p + values.dims);
        return at::from_blob(values.data, sides, at::kFloat).clone();
    }

    onnx::ModelProto m_model;
    std::map<std::string, const TensorProto*> m_constants;
    std::map<std::string, const onnx::NodeProto*> m_producers;
};

} // namespace

/// What a calibrated file rounds, and what it leaves alone.
class TestOnnxCalibration : public QObject
{
    Q_OBJECT
private slots:
    void everyConvolutionReadsRoundedValues_data()
    {
        QTest::addColumn<Backbone>("backbone");
        QTest::addColumn<int>("size");
        QTest::newRow("resnet18") << Backbone::ResNet18 << 64;
        QTest::newRow("resnet18-cifar") << Backbone::ResNet18Cifar << 16;
        QTest::newRow("resnet20") << Backbone::ResNet20 << 24;
        QTest::newRow("resnet34") << Backbone::ResNet34 << 64;
        QTest::newRow("resnet50") << Backbone::ResNet50 << 64;
        QTest::newRow("efficientnet-b0") << Backbone::EfficientNetB0 << 64;
    }

    /// One by one, each from what OpenCV itself has read: over many layers, the few values that lie
    /// between two numbers, and go to either by the order of a sum, change all the others.
    void everyConvolutionReadsRoundedValues()
    {
        QFETCH(Backbone, backbone);
        QFETCH(int, size);
        ModelConfig config;
        config.backbone = backbone;
        config.head = Head::Mean;
        config.grid = 2;
        config.layers = 1;
        config.hidden = 8;
        const auto bytes = makeOnnx(m_maker.make(config, size),
                                    {.weights = OnnxWeights::Int8Calibrated, .calibration = few()});
        QVERIFY2(bytes.ok(), bytes.ok() ? "" : toString(bytes.error()).c_str());
        CalibratedFile file(*bytes);
        const auto convolutions = file.convolutions();
        const auto all = std::ranges::count(trunkTopology(config).steps, TrunkStepKind::Convolution,
                                            &TrunkStep::kind);
        QCOMPARE(static_cast<std::int64_t>(convolutions.size()), all - 1); // The stem's is exact.
        const auto values = file.seen(convolutions, makeImages(2, size));
        for (std::size_t i = 0; i < convolutions.size(); ++i) {
            const auto& [input, output] = values[i];
            const auto expected = file.convolved(convolutions[i], input, true);
            const auto exact = file.convolved(convolutions[i], input, false);
            const auto off = (output - expected).norm().item<double>();
            const auto lost = (exact - expected).norm().item<double>();
            QVERIFY2(lost > 0 && off < 0.1 * lost,
                     qPrintable(QString("%1: %2, of %3 lost to rounding")
                                    .arg(QString::fromStdString(convolutions[i].node->name()))
                                    .arg(off)
                                    .arg(lost)));
        }
    }

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
            makeOnnx(network, {.weights = OnnxWeights::Int8Calibrated, .calibration = few()});
        QVERIFY2(bytes.ok(), bytes.ok() ? "" : toString(bytes.error()).c_str());
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(*bytes));
        const auto read = readBy(model, "fusion.0");
        const auto rounded = readBy(model, "backbone.layer3.0.conv1");
        QCOMPARE(rounded, read + ".rounded");
        QVERIFY(OnnxNetwork::read(*bytes, "the file").ok());
    }

private:
    static DatasetPtr few()
    {
        return std::make_shared<DatasetSubset>(openDataSource("builtin:digits")->validation,
                                               std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7});
    }

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
