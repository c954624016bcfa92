#pragma once

#include "core/deploy/second_engine.h"
#include "core/store/trained_network_p.h"

namespace weft {

/// A run's network in int8, as Weft itself classifies by it (see NetworkChoice). Takes a copy of
/// the network, which stays as it is. LibTorch's exceptions pass.
[[nodiscard]] Result<std::unique_ptr<SecondEngine>> openInt8Engine(const TrainedNetwork& network);

} // namespace weft
