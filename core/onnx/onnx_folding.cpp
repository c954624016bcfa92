#include "core/base/utf8.h"
#include "core/compress/quantized_matrix.h"
#include "core/onnx/onnx_folding_p.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft {

namespace {

using onnx::NodeProto;
using onnx::TensorProto;

class Folding
{
public:
    explicit Folding(onnx::GraphProto& graph)
        : m_graph(graph)
    {
        for (const auto& tensor : graph.initializer()) {
            m_constants[tensor.name()] = &tensor;
        }
    }

    void run()
    {
        auto& nodes = *m_graph.mutable_node();
        // In the order of the nodes, each once: what one folds, the next may fold further.
        const auto kept = std::remove_if(nodes.begin(), nodes.end(),
                                         [this](const NodeProto& node) { return fold(node); });
        nodes.erase(kept, nodes.end());
        std::set<std::string> read;
        for (const auto& node : nodes) {
            read.insert(node.input().begin(), node.input().end());
        }
        auto& tensors = *m_graph.mutable_initializer();
        tensors.erase(std::remove_if(
                          tensors.begin(), tensors.end(),
                          [&](const TensorProto& tensor) { return !read.contains(tensor.name()); }),
                      tensors.end());
    }

private:
    [[nodiscard]] const TensorProto* constant(const NodeProto& node, int input) const
    {
        if (input >= node.input_size()) {
            return nullptr;
        }
        const auto found = m_constants.find(node.input(input));
        return found == m_constants.end() ? nullptr : found->second;
    }

    TensorProto& add(const NodeProto& node)
    {
        auto& tensor = *m_graph.add_initializer();
        tensor.set_name(node.output(0));
        tensor.set_data_type(TensorProto::FLOAT);
        m_constants[tensor.name()] = &tensor;
        return tensor;
    }

    bool fold(const NodeProto& node)
    {
        const auto* const value = constant(node, 0);
        if (!value) {
            return false;
        }
        if (node.op_type() == "DequantizeLinear") {
            dequantizeRows(node, *value);
            return true;
        }
        if (node.op_type() == "Reshape" && value->data_type() == TensorProto::FLOAT) {
            reshape(node, *value);
            return true;
        }
        return false;
    }

    void dequantizeRows(const NodeProto& node, const TensorProto& numbers)
    {
        const auto* const scales = constant(node, 1);
        const bool rows = node.attribute_size() == 1 && node.attribute(0).name() == "axis" &&
                          node.attribute(0).i() == 0;
        if (node.input_size() != 2 || !scales || !rows ||
            numbers.data_type() != TensorProto::INT8 || numbers.dims_size() == 0 ||
            scales->data_type() != TensorProto::FLOAT || scales->dims_size() != 1 ||
            scales->dims(0) != numbers.dims(0)) {
            refuseNode(node, "has scales that do not fit its numbers");
        }
        QuantizedMatrix matrix;
        matrix.numbers = numbersOf<std::int8_t>(numbers);
        matrix.scales = numbersOf<float>(*scales);
        matrix.rows = numbers.dims(0);
        matrix.columns = static_cast<std::int64_t>(matrix.numbers.size()) / matrix.rows;
        const auto values = dequantize(matrix);
        auto& tensor = add(node);
        *tensor.mutable_dims() = numbers.dims();
        tensor.set_raw_data(values.data(), values.size() * sizeof(float));
    }

    void reshape(const NodeProto& node, const TensorProto& value)
    {
        const auto* const shape = constant(node, 1);
        const auto sides = shape && shape->data_type() == TensorProto::INT64
                               ? numbersOf<std::int64_t>(*shape)
                               : std::vector<std::int64_t>();
        auto left = static_cast<std::int64_t>(value.raw_data().size() / sizeof(float));
        for (const auto side : sides) {
            if (side < 1 || left % side != 0) {
                refuseNode(node, "has a shape that does not fit its values");
            }
            left /= side;
        }
        if (left != 1) {
            refuseNode(node, "has a shape that does not fit its values");
        }
        auto& tensor = add(node);
        tensor.mutable_dims()->Add(sides.begin(), sides.end());
        tensor.set_raw_data(value.raw_data());
    }

    onnx::GraphProto& m_graph;
    std::map<std::string, const TensorProto*> m_constants;
};

} // namespace

void refuseNode(const NodeProto& node, const char* what)
{
    throw std::runtime_error("the node \"" + printableText(node.name()) + "\" " + what);
}

void foldConstants(onnx::ModelProto& model)
{
    Folding(*model.mutable_graph()).run();
}

} // namespace weft
