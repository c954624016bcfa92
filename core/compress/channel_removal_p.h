#pragma once

#include "core/model/trunk_topology.h"
#include "core/store/checkpoint_p.h"

#include <cstdint>
#include <vector>

namespace weft {

/// A classifier's parameters and buffers without the channels within its trunk's blocks that are
/// not kept: of each inner width in turn those that stay, rising. The filters that make a channel
/// go, with their norms' values for it, and what the next convolution, or the squeeze, reads of it.
/// state fits the topology; nothing of it is changed.
[[nodiscard]] TensorMap withoutChannels(const TensorMap& state, const TrunkTopology& topology,
                                        const std::vector<std::vector<std::int64_t>>& kept);

} // namespace weft
