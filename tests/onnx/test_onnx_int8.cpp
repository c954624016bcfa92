#include "tests/app/cli_support.h"
#include "tests/onnx/onnx_support.h"

#include "core/compress/quantized_matrix.h"
#include "core/data/data_source.h"
#include "core/data/transforms.h"
#include "core/model/int8_layer_p.h"
#include "core/onnx/onnx_metadata_p.h"

#include <QTest>

#include <array>
#include <cmath>
#include <functional>
#include <numeric>

using namespace weft;
using namespace weft::test;

namespace {

struct TrunkCase
{
    const char* name;
    Backbone backbone;
    int size; ///< Of the images.
};
constexpr std::array trunks{TrunkCase{"resnet18", Backbone::ResNet18, 64},
                            TrunkCase{"resnet18-cifar", Backbone::ResNet18Cifar, 16},
                            TrunkCase{"resnet20", Backbone::ResNet20, 24},
                            TrunkCase{"resnet34", Backbone::ResNet34, 64},
                            TrunkCase{"resnet50", Backbone::ResNet50, 64},
                            TrunkCase{"efficientnet-b0", Backbone::EfficientNetB0, 64}};

ModelConfig smallModel()
{
    ModelConfig model;
    model.backbone = Backbone::ResNet20;
    model.head = Head::Attention;
    model.grid = 4;
    model.layers = 1;
    model.hidden = 8;
    return model;
}

/// A few, so that the tests stay short.
DatasetPtr validationImages()
{
    std::vector<std::size_t> first(24);
    std::iota(first.begin(), first.end(), 0);
    return std::make_shared<DatasetSubset>(openDataSource("builtin:digits").value().validation,
                                           first);
}

onnx::ModelProto parsed(const std::string& bytes)
{
    onnx::ModelProto model;
    if (!model.ParseFromString(bytes)) {
        throw std::runtime_error("this is no ONNX file");
    }
    return model;
}

const onnx::TensorProto* find(const onnx::ModelProto& model, const std::string& name)
{
    const auto& tensors = model.graph().initializer();
    const auto found = std::ranges::find(tensors, name, &onnx::TensorProto::name);
    return found == tensors.end() ? nullptr : &*found;
}

template <typename Number>
std::vector<Number> numbersOf(const onnx::TensorProto& tensor)
{
    const auto* const first = reinterpret_cast<const Number*>(tensor.raw_data().data());
    return {first, first + tensor.raw_data().size() / sizeof(Number)};
}

} // namespace

class TestOnnxInt8 : public QObject
{
    Q_OBJECT
private slots:
    void weightsAreRoundedExactly()
    {
        const auto network = m_maker.make(smallModel(), 24);
        const auto exact = parsed(makeOnnx(network).value());
        for (const auto level : {OnnxWeights::Int8, OnnxWeights::Int8Calibrated}) {
            const auto file = parsed(make(network, level));
            QVERIFY(!find(file, "lstm.l0.weight_hh"));
            for (const char* name : {"lstm.l0.weight_ih", "lstm.l0.weight_hh", "fc.weight",
                                     "attention.weight", "backbone.layer1.0.conv1.weight"}) {
                const auto& values = *find(exact, name);
                const bool lstm = std::string_view(name).starts_with("lstm");
                const auto rows = lstm ? values.dims(0) * values.dims(1) : values.dims(0);
                const auto expected = quantizeRows(numbersOf<float>(values), rows);
                const auto* const numbers = find(file, std::string(name) + ".int8");
                if (std::string_view(name).starts_with("backbone") && level == OnnxWeights::Int8) {
                    QVERIFY(!numbers);
                    QVERIFY(find(file, name)->raw_data() == values.raw_data());
                    continue;
                }
                QVERIFY2(numbers, name);
                QCOMPARE(numbers->data_type(), static_cast<int>(onnx::TensorProto::INT8));
                QCOMPARE(numbersOf<std::int8_t>(*numbers), expected.numbers);
                QCOMPARE(numbersOf<float>(*find(file, std::string(name) + ".scale")),
                         expected.scales);
            }
        }
    }

    void int8AgreesWithTheRoundedNetwork_data()
    {
        QTest::addColumn<ModelConfig>("model");
        auto model = smallModel();
        model.layers = 2;
        QTest::newRow("two layers") << model;
        model.order = ReadingOrder::RowsColumns;
        model.attentionHidden = 12;
        model.attentionHeads = 3;
        QTest::newRow("rows and columns, attention with hidden units") << model;
        model.order = ReadingOrder::Hilbert;
        model.head = Head::Final;
        model.fusion = Fusion::Concat;
        model.fusionStages = 2;
        model.fusionChannels = 16;
        QTest::newRow("fusion") << model;
        auto gap = smallModel();
        gap.head = Head::Gap;
        gap.gapHidden = 7;
        QTest::newRow("no BiLSTM") << gap;
    }

    void int8AgreesWithTheRoundedNetwork()
    {
        QFETCH(ModelConfig, model);
        const auto network = m_maker.make(model, 24);
        auto file = OnnxNetwork::read(make(network, OnnxWeights::Int8), "the file").value();
        QVERIFY(file.metadata().weights == OnnxWeights::Int8);
        const auto images = makeImages(3, 24);
        auto classifier = network.model;
        const auto exact = runModule(classifier, images);
        useInt8(*classifier);
        // Where gradients may be asked for, the rounded weights are multiplied in float32.
        classifier->eval();
        const auto expected = classifier->forward(images);
        const auto seen = runFile(file, images);
        const auto off = largestDifference(seen.scores, expected.logits);
        QVERIFY2(off < 1e-4, qPrintable(QString::number(off)));
        QVERIFY(largestDifference(exact.logits, expected.logits) > 2 * off);
        if (seen.attention.defined()) {
            QVERIFY(largestDifference(seen.attention, expected.attention) < 1e-5);
        }
    }

    void aCalibratedFileIsSmall_data()
    {
        QTest::addColumn<std::size_t>("trunk");
        for (std::size_t i = 0; i < trunks.size(); ++i) {
            QTest::newRow(trunks[i].name) << i;
        }
    }

    void aCalibratedFileIsSmall()
    {
        QFETCH(std::size_t, trunk);
        ModelConfig model;
        model.head = Head::Attention;
        model.backbone = trunks[trunk].backbone;
        model.hidden = 128;
        model.layers = 1;
        const auto network = m_maker.make(model, trunks[trunk].size);
        const auto exact = double(makeOnnx(network).value().size());
        const auto all = double(make(network, OnnxWeights::Int8Calibrated).size()) / exact;
        const auto some = double(make(network, OnnxWeights::Int8).size()) / exact;
        QVERIFY2(all <= 0.3, qPrintable(QString::number(all)));
        QVERIFY(some < 1 && some > all);
    }

    void aTrainedNetworkLosesLittle()
    {
        const auto trained = run(trainDigits(QString::fromStdString(m_maker.folder().string()), 5)
                                 << "--set"
                                 << "train.batch=32");
        QVERIFY2(trained.code == 0, trained.error.constData());
        const auto path = trained.lines().last().value("run").toString().toStdString();
        const auto network = loadTrainedNetwork(path, CheckpointKind::Best).value();
        const auto exact = accuracyOf(network, OnnxWeights::Float32);
        QVERIFY2(exact > 0.9, qPrintable(QString::number(exact)));
        for (const auto level : {OnnxWeights::Int8, OnnxWeights::Int8Calibrated}) {
            const auto rounded = accuracyOf(network, level);
            QVERIFY2(rounded >= exact - 0.01,
                     qPrintable(QString("%1 of %2").arg(rounded).arg(exact)));
        }
    }

    void theSameNetworkGivesTheSameBytes()
    {
        const auto network = m_maker.make(smallModel(), 24);
        for (const auto level : {OnnxWeights::Int8, OnnxWeights::Int8Calibrated}) {
            QVERIFY(make(network, level) == make(network, level));
        }
        const auto pixels = makeOnnx(network, {.weights = OnnxWeights::Int8Calibrated,
                                               .preprocessing = true,
                                               .calibration = validationImages()});
        auto plain = OnnxNetwork::read(make(network, OnnxWeights::Int8Calibrated), "plain").value();
        auto withPixels = OnnxNetwork::read(*pixels, "pixels").value();
        std::vector<Image> views(2, Image{24, 24, std::vector<std::uint8_t>(3 * 24 * 24, 99)});
        const auto some = plain.run(views).value();
        const auto others = withPixels.run(views).value();
        QVERIFY(largestDifference(torch::tensor(some.logits), torch::tensor(others.logits)) < 5e-3);
    }

    void whatCannotBeCalibratedIsSaid()
    {
        const auto network = m_maker.make(smallModel(), 24);
        const auto without = makeOnnx(network, {.weights = OnnxWeights::Int8Calibrated});
        QVERIFY(!without);
        QCOMPARE(without.error().code, ErrorCode::InvalidArgument);

        std::stop_source stop;
        const auto stopped = makeOnnx(
            network, {.weights = OnnxWeights::Int8Calibrated, .calibration = validationImages()},
            stop.get_token(), [&](const Progress&) { stop.request_stop(); });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);

        auto broken = network.model;
        {
            const torch::NoGradGuard noGradients;
            broken->backbone().parameters().front().fill_(std::nan(""));
        }
        const auto odd = makeOnnx(
            network, {.weights = OnnxWeights::Int8Calibrated, .calibration = validationImages()});
        QVERIFY(!odd);
        QCOMPARE(odd.error().code, ErrorCode::NotFinite);
    }

    void scalesThatDoNotFitAreRefused()
    {
        const auto bytes = make(m_maker.make(smallModel(), 24), OnnxWeights::Int8Calibrated);
        const auto refused = [&](const std::function<void(onnx::ModelProto&)>& change) {
            auto model = parsed(bytes);
            const auto metadata = unsealOnnx(model, "a file").value();
            model.clear_metadata_props();
            change(model);
            sealOnnx(model, metadata);
            std::string changed;
            model.SerializeToString(&changed);
            return !OnnxNetwork::read(changed, "a file").ok();
        };
        QVERIFY(!refused([](onnx::ModelProto&) {}));
        const auto tensor = [](onnx::ModelProto& model, const char* name) -> onnx::TensorProto& {
            return const_cast<onnx::TensorProto&>(*find(model, name));
        };
        QVERIFY(refused([&](auto& model) { // Fewer scales than rows.
            auto& scales = tensor(model, "fc.weight.scale");
            scales.set_dims(0, 1);
            scales.mutable_raw_data()->resize(4);
        }));
        QVERIFY(refused([&](auto& model) { // Of another type.
            tensor(model, "fc.weight.scale").set_data_type(onnx::TensorProto::INT32);
        }));
        QVERIFY(refused([&](auto& model) { // Another axis.
            for (auto& node : *model.mutable_graph()->mutable_node()) {
                if (node.name() == "fc.weight") {
                    node.mutable_attribute(0)->set_i(1);
                }
            }
        }));
        QVERIFY(refused([&](auto& model) { // The rows take another shape than they have room for.
            auto& shape = tensor(model, "lstm.l0.weight_hh.shape");
            const std::array<std::int64_t, 3> sides{2, 32, 9};
            shape.set_raw_data(sides.data(), sizeof(sides));
        }));
    }

private:
    /// Of a file, on the run's validation images.
    static double accuracyOf(const TrainedNetwork& network, OnnxWeights level)
    {
        const auto& record = network.run.record();
        const auto images = openDataSource(record.config.data.source,
                                           {.valFraction = record.config.data.valFraction,
                                            .seed = record.config.train.seed})
                                .value()
                                .validation;
        auto file = OnnxNetwork::read(make(network, level), "the file").value();
        std::vector<Image> views;
        for (std::size_t i = 0; i < images->size(); ++i) {
            views.push_back(evaluationView(images->image(i).value(), record.preprocessing));
        }
        const auto scores = torch::tensor(file.run(views).value().logits)
                                .view({static_cast<std::int64_t>(views.size()), -1})
                                .argmax(1);
        double right = 0;
        for (std::size_t i = 0; i < views.size(); ++i) {
            right += scores[static_cast<std::int64_t>(i)].item<int>() == images->label(i);
        }
        return right / static_cast<double>(views.size());
    }

    static std::string make(const TrainedNetwork& network, OnnxWeights level)
    {
        auto made = makeOnnx(network, {.weights = level, .calibration = validationImages()});
        if (!made) {
            throw std::runtime_error(toString(made.error()));
        }
        return *made;
    }

    NetworkMaker m_maker;
};

QTEST_GUILESS_MAIN(TestOnnxInt8)
#include "test_onnx_int8.moc"
