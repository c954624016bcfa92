#pragma once

#include "core/model/trunk_topology.h"

namespace weft {

/// A residual trunk (He et al. 2015), named as torchvision's: conv1, bn1, layer1.0.conv1, ...;
/// where a block changes the shape, its shortcut is a projection. Bottlenecks have their stride in
/// the 3x3 convolution, as torchvision's have.
[[nodiscard]] TrunkTopology resnetTopology(Backbone backbone);

} // namespace weft
