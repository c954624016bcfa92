#pragma once

#include "core/inference/trunk_parameters_p.h"
#include "core/model/trunk_p.h"
#include "core/model/trunk_topology.h"

namespace weft {

/// What stands beside a trunk while it computes. This one leaves everything as it is.
class TrunkObserver
{
public:
    virtual ~TrunkObserver() = default;

    /// What a convolution, not a squeeze's, reads in place of its input.
    virtual at::Tensor input(const TrunkStep& step, const at::Tensor& values);

    /// What it multiplies by; a squeeze's two as well. name: "layer1.0.conv1", "1.0.fc1".
    virtual FoldedConvolution weights(const std::string& name, const FoldedConvolution& folded);
};

/// A trunk in evaluation mode by LibTorch's own operations, in float32, its norms folded into the
/// convolutions as an exported file has them. images: [N, 3, H, W]. Returns the outputs of so many
/// of the last stages. For looking inside, not for speed: see PreparedTrunk.
[[nodiscard]] TrunkFeatures runFoldedTrunk(const TrunkTopology& topology,
                                           const TrunkParameters& parameters,
                                           const at::Tensor& images, std::size_t stages,
                                           TrunkObserver& observer);

} // namespace weft
