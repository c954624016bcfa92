#pragma once

#include "core/inference/trunk_parameters_p.h"
#include "core/onnx/onnx_layers_p.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft {

/// A value [N, channels, side, side].
struct OnnxFeatures
{
    OnnxValue value;
    std::int64_t channels = 0;
    std::int64_t side = 0;
};

/// A trunk in evaluation mode as nodes, its norms folded into the convolutions. Channels are as the
/// parameters have them. images: [N, 3, side, side]. Returns the outputs of so many of the last
/// stages, the last one last.
[[nodiscard]] std::vector<OnnxFeatures>
addOnnxTrunk(OnnxLayers& layers, const TrunkTopology& topology, const TrunkParameters& parameters,
             const OnnxValue& images, int side, std::size_t stages);

} // namespace weft
