#pragma once

#include "core/config/run_config.h"
#include "core/store/checkpoint_p.h"
#include "core/store/weights_report.h"

namespace weft {

/// What a network begins with instead of random weights.
struct FirstWeights
{
    TensorMap backbone;      ///< By the names in the backbone, such as "layer1.0.conv1.weight".
    TensorMap classifier;    ///< "weight" and "bias"; empty where the network's own begins anew.
    std::string fingerprint; ///< Of all that is taken; see weightsFingerprint().
    WeightsReport report;
};

/// Reads the weights that model.weights names for the network that model describes with so many
/// classes. The backbone's must fit in every tensor and be finite. The classifier is taken where it
/// is the last layer of a whole network, as torchvision's and timm's files hold it, head is gap and
/// the classes are as many; Weft's own runs give their backbone only. Fails with InvalidArgument
/// where they do not fit, with NotFinite, and as examineWeights() does.
[[nodiscard]] Result<FirstWeights> readFirstWeights(const std::filesystem::path& from,
                                                    const ModelConfig& model, int classes);

} // namespace weft
