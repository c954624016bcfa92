#include "tests/onnx/onnx_support.h"

#include "core/model/trunk_topology.h"

#include <QTest>

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include <array>

using namespace weft;
using namespace weft::test;

namespace {

constexpr std::array heads{Head::Last, Head::Final, Head::Attention, Head::Mean, Head::Gap};
constexpr std::array headNames{"last", "final", "attention", "mean", "gap"};

/// Of scores, and of attention, which lies between 0 and 1.
constexpr double largest = 1e-3;
constexpr double largestShare = 1e-5;

struct TrunkCase
{
    const char* name;
    Backbone backbone;
    int size; ///< Of the images.
};
constexpr std::array trunks{TrunkCase{"resnet18", Backbone::ResNet18, 64},
                            TrunkCase{"resnet18-cifar", Backbone::ResNet18Cifar, 24},
                            TrunkCase{"resnet20", Backbone::ResNet20, 24},
                            TrunkCase{"resnet34", Backbone::ResNet34, 64},
                            TrunkCase{"resnet50", Backbone::ResNet50, 64},
                            TrunkCase{"efficientnet-b0", Backbone::EfficientNetB0, 64}};

ModelConfig smallModel(Head head = Head::Attention)
{
    ModelConfig model;
    model.backbone = Backbone::ResNet20;
    model.head = head;
    model.grid = 4;
    model.layers = 1;
    model.hidden = 8;
    return model;
}

onnx::ModelProto parsed(const std::string& bytes)
{
    onnx::ModelProto model;
    if (!model.ParseFromString(bytes)) {
        throw std::runtime_error("this is no ONNX file");
    }
    return model;
}

std::ptrdiff_t nodesOf(const onnx::ModelProto& model, const char* op)
{
    return std::ranges::count(model.graph().node(), op, &onnx::NodeProto::op_type);
}

} // namespace

class TestOnnxExport : public QObject
{
    Q_OBJECT
private slots:
    void everyBackboneAndHeadAgree_data()
    {
        QTest::addColumn<std::size_t>("trunk");
        QTest::addColumn<std::size_t>("head");
        for (std::size_t trunk = 0; trunk < trunks.size(); ++trunk) {
            for (std::size_t head = 0; head < heads.size(); ++head) {
                QTest::addRow("%s, %s", trunks[trunk].name, headNames[head]) << trunk << head;
            }
        }
    }

    void everyBackboneAndHeadAgree()
    {
        QFETCH(std::size_t, trunk);
        QFETCH(std::size_t, head);
        auto model = smallModel(heads[head]);
        model.backbone = trunks[trunk].backbone;
        model.grid = 2;
        compare(model, trunks[trunk].size);
    }

    void everyOrderAgreesAndAttentionLiesOnTheTrueCells_data()
    {
        QTest::addColumn<int>("order");
        QTest::addColumn<std::size_t>("head");
        const std::array names{"row", "column", "snake", "hilbert", "rows-columns"};
        for (int order = 0; order < 5; ++order) {
            for (std::size_t head = 0; head + 1 < heads.size(); ++head) {
                QTest::addRow("%s, %s", names.at(static_cast<std::size_t>(order)), headNames[head])
                    << order << head;
            }
        }
    }

    void everyOrderAgreesAndAttentionLiesOnTheTrueCells()
    {
        QFETCH(int, order);
        QFETCH(std::size_t, head);
        auto model = smallModel(heads[head]);
        model.order = static_cast<ReadingOrder>(order);
        model.layers = 2;
        compare(model, 24);
    }

    void everyGridAgrees_data()
    {
        QTest::addColumn<int>("grid");
        // The features have 6 cells a side: grids that divide them, that do not, that are theirs,
        // and that are finer.
        for (const int grid : {1, 2, 3, 4, 5, 6, 7, 12, 13, 28}) {
            QTest::addRow("%d", grid) << grid;
        }
    }

    void everyGridAgrees()
    {
        QFETCH(int, grid);
        auto model = smallModel();
        model.grid = grid;
        model.order = ReadingOrder::Hilbert;
        compare(model, 24);
    }

    void fusionAgrees_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<int>("fusion");
        QTest::addColumn<int>("head");
        for (const auto backbone : {Backbone::ResNet20, Backbone::EfficientNetB0}) {
            for (const auto fusion : {Fusion::Concat, Fusion::Sum}) {
                for (const auto head : {Head::Attention, Head::Gap}) {
                    QTest::addRow("%d %d %d", static_cast<int>(backbone), static_cast<int>(fusion),
                                  static_cast<int>(head))
                        << static_cast<int>(backbone) << static_cast<int>(fusion)
                        << static_cast<int>(head);
                }
            }
        }
    }

    void fusionAgrees()
    {
        QFETCH(int, backbone);
        QFETCH(int, fusion);
        QFETCH(int, head);
        auto model = smallModel(static_cast<Head>(head));
        model.backbone = static_cast<Backbone>(backbone);
        model.fusion = static_cast<Fusion>(fusion);
        model.fusionStages = head == static_cast<int>(Head::Gap) ? 3 : 2;
        model.fusionChannels = 16;
        compare(model, 48);
    }

    void everyOptionOfAHeadAgrees()
    {
        auto model = smallModel();
        model.attentionHidden = 12;
        compare(model, 24);
        model.attentionHeads = 3;
        model.attentionTemperature = 0.25;
        model.order = ReadingOrder::Snake;
        compare(model, 24);
        model.attentionHidden = 0;
        model.order = ReadingOrder::Column;
        compare(model, 24);
        model.order = ReadingOrder::RowsColumns;
        model.layers = 3;
        compare(model, 24);
        auto gap = smallModel(Head::Gap);
        gap.gapHidden = 7;
        compare(gap, 24);
    }

    void aPrunedNetworkAgrees_data()
    {
        QTest::addColumn<std::size_t>("trunk");
        for (const std::size_t trunk : {2, 4, 5}) { // A family of blocks each.
            QTest::addRow("%s", trunks[trunk].name) << trunk;
        }
    }

    void aPrunedNetworkAgrees()
    {
        QFETCH(std::size_t, trunk);
        auto model = smallModel();
        model.backbone = trunks[trunk].backbone;
        model.grid = 2;
        model.widths = innerWidths(fullTrunk(model.backbone));
        for (std::size_t i = 0; i < model.widths.size(); ++i) {
            model.widths[i] = i % 4 == 3 ? 1 : model.widths[i] / 2 - 1;
        }
        compare(model, trunks[trunk].size);
    }

    void theFileIsWhatOtherEnginesExpect()
    {
        auto model = smallModel();
        model.layers = 2;
        model.attentionHeads = 2;
        const auto network = m_maker.make(model, 24);
        const auto graph = parsed(makeOnnx(network).value());
        QCOMPARE(graph.opset_import(0).version(), 13);
        QCOMPARE(graph.graph().input_size(), 1);
        QCOMPARE(graph.graph().input(0).name(), "input");
        QCOMPARE(shapeOf(graph.graph().input(0)), "N 3 24 24");
        QCOMPARE(graph.graph().output_size(), 2);
        QCOMPARE(shapeOf(output(graph, "output")), "N 5");
        QCOMPARE(shapeOf(output(graph, "attention")), "N 2 4 4");
        QCOMPARE(nodesOf(graph, "LSTM"), 2);
        QCOMPARE(nodesOf(graph, "BatchNormalization"), 0);
        QCOMPARE(nodesOf(graph, "Identity"), 0);
        QCOMPARE(nodesOf(graph, "Conv"), 21); // 18 in the blocks, the stem and 2 projections.

        onnx::checker::check_model(graph);
        auto inferred = graph;
        onnx::shape_inference::InferShapes(inferred, onnx::OpSchemaRegistry::Instance(),
                                           {true, 1, false});

        model.attentionHeads = 1;
        const auto pixels =
            parsed(makeOnnx(m_maker.make(model, 24), {.preprocessing = true}).value());
        QCOMPARE(shapeOf(pixels.graph().input(0)), "N 24 24 3");
        QCOMPARE(pixels.graph().input(0).type().tensor_type().elem_type(),
                 static_cast<int>(onnx::TensorProto::UINT8));
        QCOMPARE(shapeOf(output(pixels, "attention")), "N 4 4");
    }

    void gatesStandInOnnxOrder()
    {
        auto network = m_maker.make(smallModel(), 24);
        auto state = moduleState(*network.model);
        const auto graph = parsed(makeOnnx(network).value());
        const auto& tensors = graph.graph().initializer();
        const auto found =
            std::ranges::find(tensors, "lstm.l0.weight_hh", &onnx::TensorProto::name);
        QVERIFY(found != tensors.end());
        QCOMPARE(std::vector<std::int64_t>(found->dims().begin(), found->dims().end()),
                 (std::vector<std::int64_t>{2, 32, 8}));
        const auto values =
            at::from_blob(const_cast<char*>(found->raw_data().data()), {2, 4, 8, 8}).clone();
        for (int direction = 0; direction < 2; ++direction) {
            const auto own =
                state.at(direction == 0 ? "lstm.weight_hh_l0" : "lstm.weight_hh_l0_reverse")
                    .view({4, 8, 8});
            const std::array places{0, 3, 1, 2}; // Of i, o, f and c among i, f, g and o.
            for (int gate = 0; gate < 4; ++gate) {
                QVERIFY(values[direction][gate].equal(own[places.at(std::size_t(gate))]));
            }
        }
    }

    void eachBatchSaysTheSame()
    {
        auto model = smallModel();
        model.layers = 2;
        const auto network = m_maker.make(model, 24);
        auto file = OnnxNetwork::read(makeOnnx(network).value(), "a file").value();
        const auto images = makeImages(5, 24);
        const auto five = runFile(file, images);
        const auto two = runFile(file, images.narrow(0, 2, 2));
        QVERIFY(largestDifference(two.scores, five.scores.narrow(0, 2, 2)) < 1e-5);
        for (int i = 0; i < 5; ++i) {
            const auto one = runFile(file, images.narrow(0, i, 1));
            QVERIFY(largestDifference(one.scores, five.scores.narrow(0, i, 1)) < 1e-5);
            QVERIFY(largestDifference(one.attention, five.attention.narrow(0, i, 1)) < 1e-6);
        }
    }

    void pixelsAreNormalisedInTheGraph()
    {
        const auto network = m_maker.make(smallModel(), 24);
        auto plain = OnnxNetwork::read(makeOnnx(network).value(), "plain").value();
        auto pixels =
            OnnxNetwork::read(makeOnnx(network, {.preprocessing = true}).value(), "pixels").value();
        QVERIFY(!plain.metadata().takesPixels);
        QVERIFY(pixels.metadata().takesPixels);
        std::vector<Image> views(3, Image{24, 24, std::vector<std::uint8_t>(3 * 24 * 24)});
        const auto noise = at::randint(0, 256, {3, 3 * 24 * 24}, at::kByte);
        for (int i = 0; i < 3; ++i) {
            const auto row = noise[i].contiguous();
            std::copy_n(row.data_ptr<std::uint8_t>(), row.numel(),
                        views[static_cast<std::size_t>(i)].rgb.begin());
        }
        const auto some = plain.run(views).value();
        const auto others = pixels.run(views).value();
        QCOMPARE(some.logits.size(), 3 * NetworkMaker::classes);
        QVERIFY(largestDifference(torch::tensor(some.logits), torch::tensor(others.logits)) < 1e-4);
        QVERIFY(largestDifference(torch::tensor(some.attention), torch::tensor(others.attention)) <
                1e-5);

        // The same by LibTorch, from the definition.
        const auto& preprocessing = network.run.record().preprocessing;
        const auto channels = noise.view({3, 24, 24, 3}).permute({0, 3, 1, 2}).to(at::kFloat) / 255;
        const auto mean =
            torch::tensor(std::vector<float>(preprocessing.mean.begin(), preprocessing.mean.end()))
                .view({3, 1, 1});
        const auto deviation = torch::tensor(std::vector<float>(preprocessing.deviation.begin(),
                                                                preprocessing.deviation.end()))
                                   .view({3, 1, 1});
        auto model = network.model;
        const auto images = (channels - mean) / deviation;
        const auto expected = runModule(model, images).logits;
        QVERIFY(largestDifference(torch::tensor(others.logits).view_as(expected), expected) <
                largest);
        // What is normalised already is put back into pixels.
        QVERIFY(largestDifference(runFile(pixels, images).scores, expected) < largest);
    }

    void whatTheFileSaysOfItselfComesBack()
    {
        auto model = smallModel();
        model.order = ReadingOrder::Snake;
        const auto network = m_maker.make(model, 24);
        const auto file = OnnxNetwork::read(makeOnnx(network).value(), "a file").value();
        const auto& metadata = file.metadata();
        const auto& record = network.run.record();
        QCOMPARE(metadata.classNames, record.classNames);
        QCOMPARE(metadata.run, record.id);
        QCOMPARE(metadata.epoch, 3);
        QCOMPARE(metadata.config.model.order, ReadingOrder::Snake);
        QCOMPARE(metadata.config.data.source, record.config.data.source);
        QCOMPARE(metadata.preprocessing.size, 24);
        QCOMPARE(metadata.preprocessing.mean, record.preprocessing.mean);
        QCOMPARE(metadata.preprocessing.deviation, record.preprocessing.deviation);
        QVERIFY(metadata.weights == OnnxWeights::Float32);
        // Of the weights, and of nothing else.
        const auto again = OnnxNetwork::read(makeOnnx(network).value(), "again").value();
        QCOMPARE(again.metadata().fingerprint, metadata.fingerprint);
        const auto other = m_maker.make(model, 24, 2);
        const auto others = OnnxNetwork::read(makeOnnx(other).value(), "others").value();
        QVERIFY(others.metadata().fingerprint != metadata.fingerprint);
    }

    void aStopIsHeard()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto made = makeOnnx(m_maker.make(smallModel(), 24), {}, stop.get_token());
        QCOMPARE(made.error().code, ErrorCode::Cancelled);
    }

private:
    static std::string shapeOf(const onnx::ValueInfoProto& value)
    {
        std::string text;
        for (const auto& side : value.type().tensor_type().shape().dim()) {
            text += (text.empty() ? "" : " ") +
                    (side.has_dim_param() ? side.dim_param() : std::to_string(side.dim_value()));
        }
        return text;
    }

    static const onnx::ValueInfoProto& output(const onnx::ModelProto& model, const char* name)
    {
        return *std::ranges::find(model.graph().output(), name, &onnx::ValueInfoProto::name);
    }

    /// Holds a network's file, run by OpenCV, to LibTorch's modules.
    void compare(const ModelConfig& model, int size)
    {
        auto network = m_maker.make(model, size);
        const auto bytes = makeOnnx(network);
        QVERIFY2(bytes.ok(), bytes.ok() ? "" : toString(bytes.error()).c_str());
        auto file = OnnxNetwork::read(*bytes, "the file");
        QVERIFY2(file.ok(), file.ok() ? "" : toString(file.error()).c_str());
        const auto images = makeImages(2, size);
        const auto expected = runModule(network.model, images);
        const auto seen = runFile(*file, images);
        QCOMPARE(seen.scores.sizes(), expected.logits.sizes());
        const auto difference = largestDifference(seen.scores, expected.logits);
        QVERIFY2(difference < largest, qPrintable(QString::number(difference)));
        // Both images would get the same from a network that reads nothing.
        QVERIFY(largestDifference(expected.logits[0], expected.logits[1]) > 10 * difference);
        QCOMPARE(seen.attention.defined(), expected.attention.defined());
        if (!seen.attention.defined()) {
            return;
        }
        QVERIFY(largestDifference(seen.attention, expected.attention) < largestShare);
        QVERIFY(largestDifference(seen.attention.sum(2), at::ones({2, model.attentionHeads})) <
                1e-5);
    }

    NetworkMaker m_maker;
};

QTEST_GUILESS_MAIN(TestOnnxExport)
#include "test_onnx_export.moc"
