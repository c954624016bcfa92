#pragma once

#include "core/config/run_config.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weft {

/// What a network made by scriptSource() needs besides its parameters: for each BiLSTM that does
/// not read row by row, <name>_steps, the cell of each step, and <name>_cells, the step of each
/// cell.
[[nodiscard]] std::map<std::string, std::vector<std::int64_t>>
scriptOrders(const ModelConfig& model);

/// The evaluation of a network as TorchScript, over parameters by the names that the classifier
/// has: forward(images) gives the scores, [N, classes]; with head attention
/// scores_and_attention(images) gives besides the weights of the grid's true cells,
/// [N, grid, grid], or with several heads [N, heads, grid, grid].
[[nodiscard]] std::string scriptSource(const ModelConfig& model);

} // namespace weft
