#pragma once

#include "core/compress/calibration_p.h"
#include "core/onnx/onnx_layers_p.h"

#include <map>
#include <optional>
#include <string>

namespace weft {

/// Writes weights as int8 with a scale an output (see quantizeRows()), which DequantizeLinear makes
/// float32 of: those of BiLSTMs and linear layers, or with a calibration the convolutions' too, and
/// rounds what convolutions read. Standard ONNX: any engine reads it, and one that computes in int8
/// finds its operands between QuantizeLinear and DequantizeLinear.
///
/// An LSTM's weights, [2, 4 * hidden, in], are stored as [2 * 4 * hidden, in], since
/// DequantizeLinear has one axis for its scales, and take their shape behind it.
class Int8WeightWriter : public OnnxWeightWriter
{
public:
    /// BiLSTMs and linear layers only.
    Int8WeightWriter() = default;

    /// Convolutions too. Those that the calibration names read their input rounded.
    explicit Int8WeightWriter(TrunkRounding calibration);

    OnnxValue write(OnnxGraph& graph, const OnnxLayerWeights& weights) override;
    OnnxValue convolutionInput(OnnxGraph& graph, const OnnxLayerWeights& weights,
                               const OnnxValue& input) override;

private:
    std::optional<TrunkRounding> m_calibration;
    std::map<OnnxValue, OnnxValue> m_rounded; ///< Several convolutions may read one value.
};

} // namespace weft
