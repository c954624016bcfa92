#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/onnx/onnx_network.h"
#include "core/store/trained_network_p.h"

#include <stop_token>
#include <string>

namespace weft {

struct OnnxOptions
{
    OnnxWeights weights = OnnxWeights::Float32;
    /// The graph takes uint8 [N, size, size, 3] RGB and normalises it; else float32
    /// [N, 3, size, size], normalised.
    bool preprocessing = false;
    DatasetPtr calibration; ///< Int8Calibrated: validation images, of which some are looked at.
};

/// A trained network as the bytes of an .onnx file that has passed onnx's checker with full shape
/// inference. Input and outputs: `input`; `output` [N, classes], the scores; with head attention
/// `attention` [N, grid, grid] (with several heads [N, heads, grid, grid]), over the grid's true
/// cells. The batch N is free. The metadata holds what OnnxNetwork::metadata() gives back, and a
/// checksum of all the rest. Int8Calibrated fails with InvalidArgument without images to calibrate
/// on, and as calibrateTrunk() does.
[[nodiscard]] Result<std::string> makeOnnx(const TrainedNetwork& network,
                                           const OnnxOptions& options = {},
                                           std::stop_token stop = {},
                                           const ProgressCallback& report = {});

} // namespace weft
