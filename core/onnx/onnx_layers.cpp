#include "core/onnx/onnx_layers_p.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

namespace weft {

namespace {

/// On the CPU, float32, row by row.
at::Tensor plain(const at::Tensor& values)
{
    return values.detach().to(at::kCPU, at::kFloat).contiguous();
}

std::span<const float> valuesOf(const at::Tensor& values)
{
    return {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())};
}

OnnxLayerWeights describe(const std::string& name, OnnxLayerKind kind, const at::Tensor& values)
{
    return {name, kind, valuesOf(values), values.sizes().vec()};
}

/// Rows of gates i, f, g, o as rows of i, o, f, c (ONNX calls g so).
at::Tensor inOnnxOrder(const at::Tensor& rows)
{
    const auto gates = rows.chunk(4);
    return at::cat({gates[0], gates[3], gates[1], gates[2]});
}

} // namespace

OnnxValue OnnxWeightWriter::write(OnnxGraph& graph, const OnnxLayerWeights& weights)
{
    return graph.constant(weights.name, weights.values, weights.shape);
}

OnnxValue OnnxWeightWriter::convolutionInput(OnnxGraph& /*graph*/,
                                             const OnnxLayerWeights& /*weights*/,
                                             const OnnxValue& input)
{
    return input;
}

OnnxValue OnnxLayers::convolution(const std::string& name, const OnnxValue& input,
                                  const at::Tensor& weights, const at::Tensor& bias,
                                  std::int64_t stride, std::int64_t groups, OnnxLayerKind kind)
{
    const auto values = plain(weights);
    const auto described = describe(name + ".weight", kind, values);
    const auto read = m_weights.convolutionInput(m_graph, described, input);
    const auto written = m_weights.write(m_graph, described);
    const auto kernel = weights.size(2);
    const auto padding = kernel / 2;
    return m_graph.add("Conv", name, {read, written, constant(name + ".bias", bias)},
                       {{"kernel_shape", OnnxShape{kernel, kernel}},
                        {"strides", OnnxShape{stride, stride}},
                        {"pads", OnnxShape{padding, padding, padding, padding}},
                        {"group", groups}});
}

OnnxValue OnnxLayers::linear(const std::string& name, const OnnxValue& input,
                             const at::Tensor& weights, const at::Tensor& bias,
                             const OnnxValue& output)
{
    std::vector<OnnxValue> inputs{input, write(name + ".weight", OnnxLayerKind::Linear, weights)};
    if (bias.defined()) {
        inputs.push_back(constant(name + ".bias", bias));
    }
    return m_graph.add("Gemm", output, inputs, {{"transB", std::int64_t{1}}});
}

OnnxValue OnnxLayers::bidirectional(const std::string& name, const OnnxValue& input,
                                    std::int64_t steps, const Direction& forward,
                                    const Direction& backward)
{
    const auto both = [&](const at::Tensor& there, const at::Tensor& back) {
        return at::stack({inOnnxOrder(there), inOnnxOrder(back)});
    };
    const auto hidden = forward.weightHh.size(1);
    const auto bias =
        at::cat({both(forward.biasIh, backward.biasIh), both(forward.biasHh, backward.biasHh)}, 1);
    const auto sequence = m_graph.add(
        "LSTM", name,
        {input,
         write(name + ".weight_ih", OnnxLayerKind::Lstm, both(forward.weightIh, backward.weightIh)),
         write(name + ".weight_hh", OnnxLayerKind::Lstm, both(forward.weightHh, backward.weightHh)),
         constant(name + ".bias", bias)},
        {{"direction", std::string("bidirectional")}, {"hidden_size", hidden}});
    // [T, 2, N, hidden]: the directions come beside one another.
    const auto turned = m_graph.transpose(name + ".turned", sequence, {0, 2, 1, 3});
    return m_graph.reshape(name + ".sequence", turned, {steps, batchSide, 2 * hidden});
}

OnnxValue OnnxLayers::activated(const OnnxValue& value, Activation activation)
{
    switch (activation) {
    case Activation::None:
        return value;
    case Activation::Relu:
        return m_graph.add("Relu", value + ".relu", {value});
    case Activation::Silu:
        break;
    }
    return m_graph.add("Mul", value + ".silu",
                       {value, m_graph.add("Sigmoid", value + ".sigmoid", {value})});
}

OnnxValue OnnxLayers::constant(const std::string& name, const at::Tensor& values)
{
    const auto kept = plain(values);
    return m_graph.constant(name, valuesOf(kept), kept.sizes().vec());
}

OnnxValue OnnxLayers::write(const std::string& name, OnnxLayerKind kind, const at::Tensor& values)
{
    const auto kept = plain(values);
    return m_weights.write(m_graph, describe(name, kind, kept));
}

} // namespace weft
