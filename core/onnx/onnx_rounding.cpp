#include "core/onnx/onnx_folding_p.h"
#include "core/onnx/onnx_rounding_p.h"

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace weft {

namespace {

using onnx::NodeProto;
using onnx::TensorProto;

/// What rounds a value.
struct Rounding
{
    std::string scale, zero; ///< Initialisers.
};

class RoundingWriter
{
public:
    explicit RoundingWriter(onnx::GraphProto& graph)
        : m_graph(graph)
    {
        for (const auto& tensor : graph.initializer()) {
            m_constants[tensor.name()] = &tensor;
        }
    }

    void run()
    {
        google::protobuf::RepeatedPtrField<NodeProto> nodes;
        nodes.Swap(m_graph.mutable_node());
        for (const auto& node : nodes) {
            if (node.op_type() == "QuantizeLinear") {
                writeRounding(node);
            } else if (node.op_type() == "DequantizeLinear") {
                writeScaling(node);
            } else {
                *m_graph.add_node() = node;
            }
        }
    }

private:
    const TensorProto& scalar(const NodeProto& node, int input, int type) const
    {
        const auto found =
            input < node.input_size() ? m_constants.find(node.input(input)) : m_constants.end();
        if (found == m_constants.end() || found->second->data_type() != type ||
            found->second->dims_size() != 0) {
            refuseNode(node, "does not round by one scale and one zero point");
        }
        return *found->second;
    }

    NodeProto& add(const char* op, const std::string& input, const std::string& output)
    {
        auto& node = *m_graph.add_node();
        node.set_op_type(op);
        node.set_name(output);
        node.add_input(input);
        node.add_output(output);
        return node;
    }

    void writeRounding(const NodeProto& node)
    {
        const auto& scale = scalar(node, 1, TensorProto::FLOAT);
        const auto& zero = scalar(node, 2, TensorProto::INT8);
        const auto step = numbersOf<float>(scale).front();
        const auto middle = numbersOf<std::int8_t>(zero).front();
        if (!(step > 0) || !std::isfinite(step)) {
            refuseNode(node, "rounds by a scale that is none");
        }
        const auto& name = node.output(0);
        m_roundings[name] = {node.input(1), node.input(2)};
        auto& cut = add("Clip", node.input(0), name + ".cut");
        const std::array<std::pair<const char*, int>, 2> ends{
            {{"min", -128 - middle}, {"max", 127 - middle}}};
        for (const auto& [end, number] : ends) {
            auto& attribute = *cut.add_attribute();
            attribute.set_name(end);
            attribute.set_type(onnx::AttributeProto::FLOAT);
            attribute.set_f(step * static_cast<float>(number));
        }
        add("Div", name + ".cut", name + ".steps").add_input(node.input(1));
        add("Round", name + ".steps", name);
    }

    void writeScaling(const NodeProto& node)
    {
        const auto found = m_roundings.find(node.input(0));
        if (found == m_roundings.end() || node.input_size() != 3 ||
            node.input(1) != found->second.scale || node.input(2) != found->second.zero) {
            refuseNode(node, "does not take back what was rounded");
        }
        // Numbers are counted from the zero point already.
        add("Mul", node.input(0), node.output(0)).add_input(node.input(1));
    }

    onnx::GraphProto& m_graph;
    std::map<std::string, const TensorProto*> m_constants;
    std::map<std::string, Rounding> m_roundings; ///< By the rounded values.
};

} // namespace

void writeRoundingOut(onnx::ModelProto& model)
{
    RoundingWriter(*model.mutable_graph()).run();
}

} // namespace weft
