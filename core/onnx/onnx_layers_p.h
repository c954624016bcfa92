#pragma once

#include "core/model/trunk_topology.h"
#include "core/onnx/onnx_graph_p.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <string>

namespace weft {

/// What kind of layer weights belong to: which of them are made smaller depends on it.
enum class OnnxLayerKind { Convolution, Linear, Lstm };

/// A layer's weights, on their way into a graph.
struct OnnxLayerWeights
{
    std::string name; ///< Such as "backbone.layer1.0.conv1.weight".
    OnnxLayerKind kind = OnnxLayerKind::Convolution;
    std::span<const float> values;
    /// Convolution and Linear: [out, in] or [out, in, kernel, kernel]; Lstm: [2, 4 * hidden, in],
    /// each direction's gates in ONNX's order i, o, f, c.
    OnnxShape shape;
};

/// How weights stand in a graph: all of them go through here. This one leaves them as they are.
class OnnxWeightWriter
{
public:
    virtual ~OnnxWeightWriter() = default;

    /// Adds them to the graph. Returns the float32 value that holds them, of their shape.
    virtual OnnxValue write(OnnxGraph& graph, const OnnxLayerWeights& weights);

    /// What the convolution of these weights reads in place of its input.
    virtual OnnxValue convolutionInput(OnnxGraph& graph, const OnnxLayerWeights& weights,
                                       const OnnxValue& input);
};

/// The layers that a network is made of, as nodes of a graph. Names are the modules' of the
/// network.
class OnnxLayers
{
public:
    /// Both outlive it.
    OnnxLayers(OnnxGraph& graph, OnnxWeightWriter& weights)
        : m_graph(graph)
        , m_weights(weights)
    {
    }

    [[nodiscard]] OnnxGraph& graph() { return m_graph; }

    /// Square, padded by half its side. weights: [out, in / groups, kernel, kernel]; bias: [out].
    /// kind: Linear where the network's own layer is a linear one, run over cells.
    OnnxValue convolution(const std::string& name, const OnnxValue& input,
                          const at::Tensor& weights, const at::Tensor& bias, std::int64_t stride,
                          std::int64_t groups, OnnxLayerKind kind = OnnxLayerKind::Convolution);

    /// input: [rows, in]; weights: [out, in]; bias: [out], may be undefined. The result is called
    /// output.
    OnnxValue linear(const std::string& name, const OnnxValue& input, const at::Tensor& weights,
                     const at::Tensor& bias, const OnnxValue& output);

    /// One layer of a bidirectional LSTM, batch in the middle, states starting at zero. input:
    /// [T, N, in]; of each direction the four parameters as torch.nn.LSTM has them (gates i, f, g,
    /// o). Returns [T, N, 2 * hidden].
    struct Direction
    {
        at::Tensor weightIh, weightHh, biasIh, biasHh;
    };
    OnnxValue bidirectional(const std::string& name, const OnnxValue& input, std::int64_t steps,
                            const Direction& forward, const Direction& backward);

    OnnxValue activated(const OnnxValue& value, Activation activation);

    OnnxValue constant(const std::string& name, const at::Tensor& values);

private:
    OnnxValue write(const std::string& name, OnnxLayerKind kind, const at::Tensor& values);

    OnnxGraph& m_graph;
    OnnxWeightWriter& m_weights;
};

} // namespace weft
