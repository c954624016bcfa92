#pragma once

#include "core/store/safetensors.h"

#include <map>
#include <string>

namespace weft {

/// What stands in a file ahead of the tensors' bytes, which follow in the map's order.
[[nodiscard]] std::string safetensorsHead(const std::map<std::string, StoredTensor>& tensors,
                                          const std::map<std::string, std::string>& metadata = {});

} // namespace weft
