#include "core/base/utf8.h"
#include "core/onnx/onnx_operands_p.h"

#include <algorithm>

namespace weft {

namespace {

/// A node with the shapes of its inputs and output.
class Operands
{
public:
    Operands(const onnx::NodeProto& node, const OnnxShapes& shapes)
        : m_node(node)
        , m_shapes(shapes)
    {
    }

    [[nodiscard]] bool fit() const
    {
        const auto& op = m_node.op_type();
        return op == "Conv"   ? convolutionFits()
               : op == "Gemm" ? linearFits()
               : op == "LSTM" ? lstmFits()
               : op == "Add"  ? input(0) == input(1)
               : op == "Mul"  ? scalingFits()
                              : true;
    }

private:
    [[nodiscard]] const OnnxShape& input(int index) const
    {
        static const OnnxShape none;
        if (index >= m_node.input_size()) {
            return none;
        }
        const auto found = m_shapes.find(m_node.input(index));
        return found == m_shapes.end() ? none : found->second;
    }

    [[nodiscard]] const onnx::AttributeProto* attribute(const char* name) const
    {
        const auto& all = m_node.attribute();
        const auto found = std::ranges::find(
            all, name, [](const onnx::AttributeProto& one) { return one.name(); });
        return found == all.end() ? nullptr : &*found;
    }

    [[nodiscard]] bool convolutionFits() const
    {
        const auto& weights = input(1);
        const auto* const kernel = attribute("kernel_shape");
        const auto* const group = attribute("group");
        return m_node.input_size() == 3 && input(0).size() == 4 && weights.size() == 4 && kernel &&
               group && group->i() > 0 && kernel->ints_size() == 2 &&
               kernel->ints(0) == weights[2] && kernel->ints(1) == weights[3] &&
               input(0)[1] == weights[1] * group->i() && weights[0] % group->i() == 0 &&
               input(2) == OnnxShape{weights[0]};
    }

    /// As OnnxLayers writes it: transB and nothing else.
    [[nodiscard]] bool linearFits() const
    {
        const auto& weights = input(1);
        const auto* const transposed = attribute("transB");
        return input(0).size() == 2 && weights.size() == 2 && m_node.attribute_size() == 1 &&
               transposed && transposed->i() == 1 && input(0)[1] == weights[1] &&
               (m_node.input_size() == 2 || input(2) == OnnxShape{weights[0]});
    }

    [[nodiscard]] bool lstmFits() const
    {
        const auto* const direction = attribute("direction");
        const auto* const size = attribute("hidden_size");
        if (m_node.input_size() != 4 || m_node.attribute_size() != 2 || !direction || !size ||
            direction->s() != "bidirectional" || input(0).size() != 3 || input(2).size() != 3) {
            return false;
        }
        const auto hidden = input(2)[2];
        return size->i() == hidden && input(1) == OnnxShape{2, 4 * hidden, input(0)[2]} &&
               input(2) == OnnxShape{2, 4 * hidden, hidden} && input(3) == OnnxShape{2, 8 * hidden};
    }

    /// Of equal shapes, or a number a channel.
    [[nodiscard]] bool scalingFits() const
    {
        const auto& values = input(0);
        const auto& scales = input(1);
        return values == scales || (values.size() == 4 && scales.size() == 4 &&
                                    values[1] == scales[1] && scales[2] == 1 && scales[3] == 1);
    }

    const onnx::NodeProto& m_node;
    const OnnxShapes& m_shapes;
};

} // namespace

std::optional<std::string> findMisfit(const onnx::GraphProto& graph, const OnnxShapes& shapes)
{
    for (const auto& node : graph.node()) {
        if (!Operands(node, shapes).fit()) {
            return "the operands of the node \"" + printableText(node.name()) +
                   "\" do not fit each other";
        }
    }
    return {};
}

} // namespace weft
