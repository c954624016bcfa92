#pragma once

#include "core/config/run_config.h"

#include <span>
#include <string>
#include <type_traits>

namespace weft {

/// A run of residual blocks of one width; the first block has the stride.
struct ResidualStageSpec
{
    int channels = 0;
    int blocks = 0;
    int stride = 1;
};

/// A residual trunk of basic blocks (He et al. 2015, figure 5 left), with a projection where a
/// block changes the shape. The modules and describeNetwork() are both made from this table.
struct BackboneSpec
{
    const char* title; ///< A proper name, for drawings.
    int stemChannels;
    int stemKernel;
    int stemStride;
    bool stemPool; ///< A 3x3 max-pool of stride 2 after the stem.
    std::span<const ResidualStageSpec> stages;

    [[nodiscard]] int channels() const { return stages.back().channels; }
};

/// Immutable; safe from any thread.
[[nodiscard]] const BackboneSpec& backboneSpec(Backbone backbone);

/// Side of a convolution's or a pooling's output, with padding kernel / 2.
template <typename Length>
[[nodiscard]] constexpr Length stridedSide(Length side, std::type_identity_t<Length> kernel,
                                           std::type_identity_t<Length> stride)
{
    return (side + 2 * (kernel / 2) - kernel) / stride + 1;
}

/// Side of the trunk's last features for a square image.
[[nodiscard]] int featureSide(const BackboneSpec& spec, int imageSide);

} // namespace weft
