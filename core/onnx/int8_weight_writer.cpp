#include "core/compress/quantized_matrix.h"
#include "core/onnx/int8_weight_writer_p.h"

#include <array>
#include <string_view>
#include <utility>

namespace weft {

namespace {

constexpr std::string_view trunk = "backbone.";
constexpr std::string_view suffix = ".weight";

/// As the trunk calls the layer; empty for one that is not in it.
std::string nameInTrunk(const std::string& weights)
{
    if (!weights.starts_with(trunk) || !weights.ends_with(suffix)) {
        return {};
    }
    return weights.substr(trunk.size(), weights.size() - trunk.size() - suffix.size());
}

} // namespace

Int8WeightWriter::Int8WeightWriter(TrunkRounding calibration)
    : m_calibration(std::move(calibration))
{
}

OnnxValue Int8WeightWriter::write(OnnxGraph& graph, const OnnxLayerWeights& weights)
{
    if (weights.kind == OnnxLayerKind::Convolution && !m_calibration) {
        return OnnxWeightWriter::write(graph, weights);
    }
    const bool lstm = weights.kind == OnnxLayerKind::Lstm;
    const auto rows = lstm ? weights.shape[0] * weights.shape[1] : weights.shape[0];
    const auto quantized = quantizeRows(weights.values, rows);
    const auto& name = weights.name;
    const auto numbers = graph.constant(name + ".int8", quantized.numbers,
                                        lstm ? OnnxShape{rows, weights.shape[2]} : weights.shape);
    const auto scales = graph.constant(name + ".scale", quantized.scales, {rows});
    const auto values = graph.add("DequantizeLinear", lstm ? name + ".rows" : name,
                                  {numbers, scales}, {{"axis", std::int64_t{0}}});
    return lstm ? graph.reshape(name, values, weights.shape) : values;
}

OnnxValue Int8WeightWriter::convolutionInput(OnnxGraph& graph, const OnnxLayerWeights& weights,
                                             const OnnxValue& input)
{
    if (!m_calibration) {
        return input;
    }
    const auto found = m_calibration->find(nameInTrunk(weights.name));
    if (found == m_calibration->end()) { // Others may read the same value as it is.
        return input;
    }
    const auto known = m_rounded.find(input);
    if (known != m_rounded.end()) {
        return known->second;
    }
    const auto& [step, zero] = found->second;
    const auto scale = graph.constant(input + ".scale", std::array{step}, {});
    const auto zeroPoint = graph.constant(input + ".zero", std::array{zero}, {});
    const auto numbers = graph.add("QuantizeLinear", input + ".int8", {input, scale, zeroPoint});
    return m_rounded[input] =
               graph.add("DequantizeLinear", input + ".rounded", {numbers, scale, zeroPoint});
}

} // namespace weft
