#pragma once

#include "core/model/trunk_topology.h"

namespace weft {

/// EfficientNet-B0 (Tan and Le 2019, table 1), named as torchvision's: features.0.0, ...
[[nodiscard]] TrunkTopology efficientNetTopology();

} // namespace weft
