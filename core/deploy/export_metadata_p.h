#pragma once

#include "core/store/trained_network_p.h"

#include <map>
#include <string>

namespace weft {

/// What an exported file says of itself, by name: weft.run (the run's id), weft.epoch (the
/// checkpoint's), weft.fingerprint (of its weights), weft.classes, weft.preprocessing and
/// weft.config, the last three as JSON. The configuration names no path: the file may go to others.
[[nodiscard]] std::map<std::string, std::string> exportMetadata(const TrainedNetwork& network);

} // namespace weft
