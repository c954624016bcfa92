#pragma once

#include "core/config/run_config.h"

#include <QString>

namespace weft {

/// The network in a few words, from the picture to the classes: "ResNet-20 + BiLSTM + Attention".
/// Made of proper names, so it reads the same in every language.
[[nodiscard]] QString networkTitle(const RunConfig& config);

} // namespace weft
