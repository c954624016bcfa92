#pragma once

#include "core/model/backbone_spec.h"

#include <string>
#include <vector>

namespace weft {

/// Where a layer's values lie. A block reads its input twice, and so three places do for any trunk:
/// its input and output in turn in Left and Right, what is between its convolutions in Inner.
/// Images and Features are the caller's.
enum class TrunkPlace { Images, Inner, Left, Right, Features };

/// A convolution with the norm that follows it and what else is done to each value.
struct TrunkLayer
{
    std::string convolution; ///< Its module in the backbone, such as "layer1.0.conv1".
    std::string norm;        ///< The norm's, such as "layer1.0.bn1".
    int inChannels = 0;
    int outChannels = 0;
    int kernel = 0; ///< Padding is kernel / 2.
    int stride = 1;
    TrunkPlace from = TrunkPlace::Images;
    TrunkPlace to = TrunkPlace::Inner;
    bool add = false;  ///< To what lies there already, rather than in its stead.
    bool relu = false; ///< After that.
};

/// The layers in the order in which they are computed; the first is the stem, whose pooling, where
/// the trunk has one, goes from Inner to Left. Without it the stem goes to Left.
[[nodiscard]] std::vector<TrunkLayer> trunkLayers(const BackboneSpec& spec);

} // namespace weft
