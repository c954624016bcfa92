#pragma once

#include "core/config/run_config.h"

#include <vector>

namespace weft {

/// Channels of each stage of the trunk that the classifier makes use of, the last one last: of the
/// last alone without fusion.
[[nodiscard]] std::vector<int> usedStages(const ModelConfig& model);

/// Of the used stages beside one another: what a grid's cell has before they are fused.
[[nodiscard]] int pooledChannels(const ModelConfig& model);

/// What a cell has when the BiLSTM, or the classifier of head gap, reads it.
[[nodiscard]] int cellChannels(const ModelConfig& model);

/// Of the BiLSTMs' output for each step: both directions of every reading.
[[nodiscard]] int stepWidth(const ModelConfig& model);

/// What the classifier's last layer reads.
[[nodiscard]] int headWidth(const ModelConfig& model);

} // namespace weft
