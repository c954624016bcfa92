#pragma once

#include "core/config/validation.h"

#include <vector>

namespace weft {

/// Warns of what the training's and the images' options do not do beside one another.
void checkTraining(const RunConfig& config, std::vector<ConfigIssue>& issues);

} // namespace weft
