#include "core/onnx/onnx_trunk_p.h"

namespace weft {

namespace {

class TrunkWriter
{
public:
    TrunkWriter(OnnxLayers& layers, const TrunkParameters& parameters)
        : m_layers(layers)
        , m_parameters(parameters)
    {
    }

    /// residual: what lies where the step's output goes.
    OnnxFeatures add(const TrunkStep& step, const OnnxFeatures& input, const OnnxFeatures& residual,
                     std::int64_t side)
    {
        switch (step.kind) {
        case TrunkStepKind::Pooling:
            return {pool(step, input), input.channels, side};
        case TrunkStepKind::Squeeze:
            return {squeeze(step, input), input.channels, side};
        case TrunkStepKind::Convolution:
            break;
        }
        const auto name = "backbone." + step.name;
        const auto folded = m_parameters.fold(m_convolution++);
        const auto out = folded.weights.size(0);
        auto value = m_layers.convolution(name, input.value, folded.weights, folded.bias,
                                          step.stride, step.depthwise ? out : 1);
        if (step.add) {
            value = m_layers.graph().add("Add", name + ".sum", {value, residual.value});
        }
        return {m_layers.activated(value, step.activation), out, side};
    }

private:
    OnnxValue pool(const TrunkStep& step, const OnnxFeatures& input)
    {
        const std::int64_t kernel = step.kernel;
        const std::int64_t stride = step.stride;
        const auto padding = kernel / 2;
        return m_layers.graph().add("MaxPool", input.value + ".pool", {input.value},
                                    {{"kernel_shape", OnnxShape{kernel, kernel}},
                                     {"strides", OnnxShape{stride, stride}},
                                     {"pads", OnnxShape{padding, padding, padding, padding}}});
    }

    OnnxValue squeeze(const TrunkStep& step, const OnnxFeatures& input)
    {
        auto& graph = m_layers.graph();
        const auto name = "backbone." + step.name;
        const auto dense = [&](const char* part, const OnnxValue& value) {
            const auto own = m_parameters.fold(m_convolution++);
            return m_layers.convolution(name + part, value, own.weights, own.bias, 1, 1);
        };
        const auto mean = graph.add("GlobalAveragePool", name + ".mean", {input.value});
        const auto squeezed = m_layers.activated(dense(".fc1", mean), Activation::Silu);
        const auto scales = graph.add("Sigmoid", name + ".scales", {dense(".fc2", squeezed)});
        return input.channels == 1 ? scaleOne(name, input, scales)
                                   : graph.add("Mul", name, {input.value, scales});
    }

    /// A single channel, which OpenCV 4.6 does not scale by Mul.
    OnnxValue scaleOne(const std::string& name, const OnnxFeatures& input, const OnnxValue& scales)
    {
        auto& graph = m_layers.graph();
        const auto cells = input.side * input.side;
        const auto column = graph.reshape(name + ".column", input.value, {batchSide, cells, 1});
        const auto scale = graph.reshape(name + ".scale", scales, {batchSide, 1, 1});
        const auto scaled = graph.add("MatMul", name + ".scaled", {column, scale});
        return graph.reshape(name, scaled, {batchSide, 1, input.side, input.side});
    }

    OnnxLayers& m_layers;
    const TrunkParameters& m_parameters;
    std::size_t m_convolution = 0; ///< The next one, as TrunkParameters counts them.
};

} // namespace

std::vector<OnnxFeatures> addOnnxTrunk(OnnxLayers& layers, const TrunkTopology& topology,
                                       const TrunkParameters& parameters, const OnnxValue& images,
                                       int side, std::size_t stages)
{
    const auto sides = stepSides(topology, side);
    TrunkWriter writer(layers, parameters);
    TrunkPlaces<OnnxFeatures> values({images, 3, side});
    std::vector<OnnxFeatures> features;
    for (std::size_t i = 0; i < topology.steps.size(); ++i) {
        const auto& step = topology.steps[i];
        values[step.to] = writer.add(step, values[step.from], values[step.to], sides[i]);
        if (topology.endsStage(i, stages)) {
            features.push_back(values[step.to]);
        }
    }
    return features;
}

} // namespace weft
