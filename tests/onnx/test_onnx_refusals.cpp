#include "tests/onnx/onnx_support.h"

#include "core/onnx/onnx_metadata_p.h"

#include <QFile>
#include <QTest>

#include <sys/stat.h>

#include <cstring>
#include <functional>
#include <limits>
#include <set>

using namespace weft;
using namespace weft::test;

namespace {

using Change = std::function<void(onnx::ModelProto&)>;

std::string why(const Result<OnnxNetwork>& result)
{
    return result.ok() ? "it was opened" : toString(result.error());
}

onnx::TensorProto& tensor(onnx::ModelProto& model, const std::string& name)
{
    return *std::ranges::find(*model.mutable_graph()->mutable_initializer(), name,
                              &onnx::TensorProto::name);
}

onnx::NodeProto& node(onnx::ModelProto& model, const std::string& op)
{
    return *std::ranges::find(*model.mutable_graph()->mutable_node(), op,
                              &onnx::NodeProto::op_type);
}

onnx::AttributeProto& attribute(onnx::NodeProto& node, const std::string& name)
{
    return *std::ranges::find(*node.mutable_attribute(), name, &onnx::AttributeProto::name);
}

void fill(onnx::AttributeProto& list, std::int64_t number)
{
    for (auto& one : *list.mutable_ints()) {
        one = number;
    }
}

onnx::NodeProto& append(onnx::ModelProto& model, const char* op, const std::string& name,
                        const std::vector<std::string>& inputs)
{
    auto& added = *model.mutable_graph()->add_node();
    added.set_op_type(op);
    added.set_name(name);
    for (const auto& input : inputs) {
        added.add_input(input);
    }
    added.add_output(name);
    return added;
}

void removeNode(onnx::ModelProto& model, const std::string& op)
{
    auto& nodes = *model.mutable_graph()->mutable_node();
    nodes.erase(std::ranges::find(nodes, op, &onnx::NodeProto::op_type));
}

} // namespace

/// Files that are not what they say. None may be opened, and none may end the program.
class TestOnnxRefusals : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        ModelConfig model;
        model.backbone = Backbone::ResNet20;
        model.head = Head::Attention;
        model.grid = 3; // Its features are pooled.
        model.layers = 1;
        model.hidden = 8;
        m_bytes = makeOnnx(m_maker.make(model, 24)).value();
        QVERIFY2(open(m_bytes).ok(), why(open(m_bytes)).c_str());
    }

    void aFileCutShortIsRefused()
    {
        for (std::size_t part = 0; part < 64; ++part) {
            const auto result = open(m_bytes.substr(0, m_bytes.size() * part / 64));
            QVERIFY(!result.ok());
            QCOMPARE(result.error().subject, std::string("the file"));
        }
        for (std::size_t left = 1; left < 40; ++left) {
            QCOMPARE(open(m_bytes.substr(0, m_bytes.size() - left)).error().code,
                     ErrorCode::Corrupt);
        }
    }

    void oneByteOfAWeightIsNoticed()
    {
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(m_bytes));
        for (const char* name : {"backbone.conv1.weight", "lstm.l0.weight_hh", "fc.bias"}) {
            const auto& weights = tensor(model, name).raw_data();
            const auto place = m_bytes.find(weights);
            QVERIFY(place != std::string::npos);
            auto changed = m_bytes;
            changed[place + weights.size() / 2] ^= 1;
            const auto result = open(changed);
            QVERIFY2(!result.ok(), name);
            QCOMPARE(result.error().code, ErrorCode::Corrupt);
            QVERIFY2(result.error().reason.find("changed") != std::string::npos,
                     result.error().reason.c_str());
        }
    }

    void anyOtherByteIsNoticed()
    {
        // Names, shapes, attributes, metadata: one in so many bytes of all the file.
        for (std::size_t place = 3; place < m_bytes.size(); place += m_bytes.size() / 300) {
            auto changed = m_bytes;
            changed[place] = static_cast<char>(changed[place] ^ 4);
            QVERIFY2(!open(changed).ok(), qPrintable(QString::number(place)));
        }
    }

    void whatIsNoFileOfWeftIsSaid()
    {
        QCOMPARE(open("").error().code, ErrorCode::Corrupt);
        QCOMPARE(open(std::string(5000, '\xff')).error().code, ErrorCode::Corrupt);
        QCOMPARE(open("\x89PNG\r\n").error().code, ErrorCode::Corrupt);
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(m_bytes));
        model.set_producer_name("pytorch");
        QCOMPARE(open(model.SerializeAsString()).error().code, ErrorCode::Unsupported);
        QVERIFY(model.ParseFromString(m_bytes));
        for (auto& entry : *model.mutable_metadata_props()) {
            if (entry.key() == "weft.format") {
                entry.set_value("2");
            }
        }
        QCOMPARE(open(model.SerializeAsString()).error().code, ErrorCode::NewerFormat);
        model.clear_metadata_props();
        QCOMPARE(open(model.SerializeAsString()).error().code, ErrorCode::Corrupt);

        const auto folder = m_maker.folder();
        QCOMPARE(OnnxNetwork::open(folder / "none.onnx").error().code, ErrorCode::NotFound);
        QCOMPARE(OnnxNetwork::open(folder).error().code, ErrorCode::Unreadable);
        const auto pipe = folder / "pipe.onnx";
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        QCOMPARE(OnnxNetwork::open(pipe).error().code, ErrorCode::Unreadable);
        QVERIFY(OnnxNetwork::open(pipe).error().subject.ends_with("pipe.onnx"));
    }

    /// By somebody who knows the format, and makes the checksum fit.
    void whatFitsItsChecksumIsCheckedAllTheSame_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("word"); ///< Of the reason.
        const auto add = [](const char* what, const char* word, const Change& change) {
            QTest::newRow(what) << change << QString(word);
        };
        add("a missing node", "", [](auto& model) { removeNode(model, "LSTM"); });
        add("a missing activation", "", [](auto& model) { removeNode(model, "Relu"); });
        add("a missing tensor", "",
            [](auto& model) { model.mutable_graph()->mutable_initializer()->RemoveLast(); });
        add("a side too long", "as large as its shape",
            [](auto& model) { tensor(model, "fc.weight").set_dims(0, 6); });
        add("sides swapped", "",
            [](auto& model) { tensor(model, "fc.weight").mutable_dims()->SwapElements(0, 1); });
        add("a convolution's sides swapped", "do not fit", [](auto& model) {
            tensor(model, "backbone.layer1.0.conv1.weight").mutable_dims()->SwapElements(1, 2);
        });
        add("channels that do not fit", "do not fit", [](auto& model) {
            auto& weights = tensor(model, "backbone.layer1.0.conv1.weight");
            weights.set_dims(0, weights.dims(0) * 2);
            weights.set_dims(1, weights.dims(1) / 2);
        });
        add("gates that do not fit", "do not fit", [](auto& model) {
            auto& weights = tensor(model, "lstm.l0.weight_ih");
            weights.set_dims(1, weights.dims(1) * 2);
            weights.set_dims(2, weights.dims(2) / 2);
        });
        add("a side without end", "as large as its shape",
            [](auto& model) { tensor(model, "fc.weight").set_dims(0, std::int64_t{1} << 62); });
        add("a negative side", "as large as its shape",
            [](auto& model) { tensor(model, "fc.weight").set_dims(0, -1); });
        add("no data", "no data", [](auto& model) { tensor(model, "fc.weight").clear_raw_data(); });
        add("data elsewhere", "outside", [](auto& model) {
            auto& weights = tensor(model, "fc.weight");
            weights.set_data_location(onnx::TensorProto::EXTERNAL);
            auto& entry = *weights.add_external_data();
            entry.set_key("location");
            entry.set_value("/etc/passwd");
        });
        add("an unknown operation", "does not write",
            [](auto& model) { node(model, "Relu").set_op_type("Loop"); });
        add("another's operation", "does not write",
            [](auto& model) { node(model, "Relu").set_domain("com.example"); });
        add("a graph in a node", "does not write", [](auto& model) {
            auto& attribute = *node(model, "Relu").add_attribute();
            attribute.set_name("body");
            attribute.set_type(onnx::AttributeProto::GRAPH);
            attribute.mutable_g()->set_name("inner");
        });
        add("a function", "does not write",
            [](auto& model) { model.add_functions()->set_name("f"); });
        add("another opset", "another version",
            [](auto& model) { model.mutable_opset_import(0)->set_version(17); });
        add("a circle", "", [](auto& model) {
            auto& relu = node(model, "Relu");
            relu.set_input(0, relu.output(0));
        });
        add("an input of another size", "input", [](auto& model) {
            auto& input = *model.mutable_graph()->mutable_input(0);
            input.mutable_type()
                ->mutable_tensor_type()
                ->mutable_shape()
                ->mutable_dim(2)
                ->set_dim_value(48);
        });
        add("an output of another size", "output", [](auto& model) {
            auto& output = *model.mutable_graph()->mutable_output(0);
            output.mutable_type()
                ->mutable_tensor_type()
                ->mutable_shape()
                ->mutable_dim(1)
                ->set_dim_value(48);
        });
        add("values beyond any memory", "does not write",
            [](auto& model) { fill(attribute(node(model, "Conv"), "pads"), 1'000'000'000); });
        add("a stride of nothing", "does not write",
            [](auto& model) { fill(attribute(node(model, "Conv"), "strides"), 0); });
        add("a pool's stride of nothing", "does not write",
            [](auto& model) { fill(attribute(node(model, "AveragePool"), "strides"), 0); });
        add("a stride backwards", "does not write",
            [](auto& model) { fill(attribute(node(model, "Conv"), "strides"), -1); });
        add("a window of nothing", "does not write",
            [](auto& model) { fill(attribute(node(model, "AveragePool"), "kernel_shape"), 0); });
        add("one stride for two sides", "does not write", [](auto& model) {
            attribute(node(model, "Conv"), "strides").mutable_ints()->RemoveLast();
        });
        for (const char* name : {"dilations", "auto_pad", "ceil_mode", "count_include_pad"}) {
            add(name, "does not write", [name](auto& model) {
                auto& added = *node(model, "AveragePool").add_attribute();
                added.set_name(name);
                added.set_type(onnx::AttributeProto::INTS);
                fill(added, 0);
            });
        }
        add("an attribute twice", "does not write", [](auto& model) {
            auto& conv = node(model, "Conv");
            *conv.add_attribute() = attribute(conv, "strides");
        });
        add("more nodes than any network", "more nodes", [](auto& model) {
            for (int i = 0; i < 5000; ++i) {
                append(model, "Relu", "more" + std::to_string(i), {"input"});
            }
        });
        add("values beyond any memory together", "together", [](auto& model) {
            std::string wide = "input"; // Of 3 x 24 x 24.
            for (int i = 0; i < 17; ++i) {
                auto& doubled = append(model, "Concat", "wide" + std::to_string(i), {wide, wide});
                auto& axis = *doubled.add_attribute();
                axis.set_name("axis");
                axis.set_type(onnx::AttributeProto::INT);
                axis.set_i(1);
                wide = doubled.output(0);
            }
            append(model, "Relu", "wider", {wide});
        });
    }

    void whatFitsItsChecksumIsCheckedAllTheSame()
    {
        QFETCH(Change, change);
        QFETCH(QString, word);
        const auto result = open(resealed(change));
        QVERIFY(!result.ok());
        QVERIFY2(result.error().code == ErrorCode::Corrupt, why(result).c_str());
        QVERIFY2(result.error().reason.find(word.toStdString()) != std::string::npos,
                 why(result).c_str());
        QVERIFY(result.error().reason.find('\n') == std::string::npos);
    }

    void noNumberInAGraphEndsTheProgram()
    {
        constexpr auto largest = std::numeric_limits<std::int64_t>::max();
        const auto tried = [this](const Change& change) {
            const auto result = open(resealed(change));
            return result.ok() || !result.error().reason.empty();
        };
        onnx::ModelProto model;
        QVERIFY(model.ParseFromString(m_bytes));
        std::set<std::string> operations;
        for (int i = 0; i < model.graph().node_size(); ++i) {
            const auto& here = model.graph().node(i);
            if (!operations.insert(here.op_type()).second) {
                continue;
            }
            for (int k = 0; k < here.attribute_size(); ++k) {
                for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, largest,
                                                  -largest - 1, std::int64_t{1} << 32}) {
                    QVERIFY(tried([&](auto& changed) {
                        auto& list =
                            *changed.mutable_graph()->mutable_node(i)->mutable_attribute(k);
                        list.set_i(number);
                        fill(list, number);
                    }));
                }
            }
        }
        for (int i = 0; i < model.graph().initializer_size(); ++i) {
            if (model.graph().initializer(i).data_type() != onnx::TensorProto::INT64) {
                continue;
            }
            for (const std::int64_t number : {std::int64_t{0}, largest, -largest - 1}) {
                QVERIFY(tried([&](auto& changed) {
                    auto& bytes =
                        *changed.mutable_graph()->mutable_initializer(i)->mutable_raw_data();
                    for (std::size_t at = 0; at < bytes.size(); at += sizeof(number)) {
                        std::memcpy(&bytes[at], &number, sizeof(number));
                    }
                }));
            }
        }
    }

    void whatItSaysOfItselfHasToFit()
    {
        const auto refused = [&](const std::function<void(OnnxMetadata&)>& change) {
            return open(resealed([](auto&) {}, change));
        };
        QVERIFY2(refused([](OnnxMetadata&) {}).ok(), "as it is");
        QCOMPARE(refused([](OnnxMetadata& said) { said.classNames.pop_back(); }).error().code,
                 ErrorCode::Corrupt);
        QCOMPARE(refused([](OnnxMetadata& said) { said.classNames.clear(); }).error().code,
                 ErrorCode::Corrupt);
        QCOMPARE(refused([](OnnxMetadata& said) { said.preprocessing.size = 25; }).error().code,
                 ErrorCode::Corrupt);
        QCOMPARE(
            refused([](OnnxMetadata& said) { said.preprocessing.deviation[1] = 0; }).error().code,
            ErrorCode::Corrupt);
        QCOMPARE(refused([](OnnxMetadata& said) { said.takesPixels = true; }).error().code,
                 ErrorCode::Corrupt);
        QCOMPARE(refused([](OnnxMetadata& said) { said.config.model.grid = 5; }).error().code,
                 ErrorCode::Corrupt);
        QCOMPARE(
            refused([](OnnxMetadata& said) { said.config.model.head = Head::Mean; }).error().code,
            ErrorCode::Corrupt);
        QCOMPARE(
            refused([](OnnxMetadata& said) { said.config.model.attentionHeads = 2; }).error().code,
            ErrorCode::Corrupt);
    }

    void imagesOfAnotherSizeAreRefused()
    {
        auto network = open(m_bytes).value();
        const std::vector<float> values(3 * 24 * 24);
        QCOMPARE(network.run(values, 2).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(network.run(values, 0).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(network.run(std::span<const Image>()).error().code, ErrorCode::InvalidArgument);
        const std::vector<Image> views{{16, 16, std::vector<std::uint8_t>(3 * 16 * 16)}};
        QCOMPARE(network.run(views).error().code, ErrorCode::InvalidArgument);
        QVERIFY(network.run(values, 1).ok());
    }

private:
    static Result<OnnxNetwork> open(const std::string& bytes)
    {
        return OnnxNetwork::read(bytes, "the file");
    }

    /// The good file with a change, and with a checksum that fits.
    [[nodiscard]] std::string resealed(const Change& change,
                                       const std::function<void(OnnxMetadata&)>& say = {}) const
    {
        onnx::ModelProto model;
        model.ParseFromString(m_bytes);
        auto metadata = unsealOnnx(model, "the file").value();
        model.clear_metadata_props();
        change(model);
        if (say) {
            say(metadata);
        }
        sealOnnx(model, metadata);
        return model.SerializeAsString();
    }

    NetworkMaker m_maker;
    std::string m_bytes;
};

QTEST_GUILESS_MAIN(TestOnnxRefusals)
#include "test_onnx_refusals.moc"
