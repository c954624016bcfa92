#pragma once

#include "core/store/checkpoint_p.h"

#include <string>

namespace weft {

/// Of a whole network's weights, or of a part's. Changes with any bit of a name, a shape or a
/// value. The norms' counters of batches are left out, for nothing is computed from them.
[[nodiscard]] std::string weightsFingerprint(const TensorMap& tensors);

/// Whether a tensor of this name is such a counter.
[[nodiscard]] bool countsBatches(const std::string& name);

} // namespace weft
