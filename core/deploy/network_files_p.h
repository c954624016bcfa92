#pragma once

#include "core/base/result.h"
#include "core/store/trained_network_p.h"

#include <string>

namespace weft {

/// The network's parameters and buffers in the safetensors format, by their names in the
/// classifier, with exportMetadata().
[[nodiscard]] Result<std::string> makeSafetensors(const TrainedNetwork& network);

/// The network as a TorchScript archive; see scriptSource(). exportMetadata() lies in it as extra
/// files. LibTorch's exceptions pass.
[[nodiscard]] std::string makeTorchScript(const TrainedNetwork& network);

} // namespace weft
