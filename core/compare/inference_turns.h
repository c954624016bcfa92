#pragma once

#include "core/base/result.h"
#include "core/metrics/inference_time.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace weft {

/// Times how long each run's network takes for one picture and for 32, by the path that Classify
/// uses and in the run's precision. The networks take turns, so that a slow minute of the machine
/// meets all of them. Runs for about so many seconds, at least five rounds; an empty path has
/// zeros. Blocks. Fails with Cancelled, and as loading the best checkpoint does.
[[nodiscard]] Result<std::vector<InferenceTime>>
inferenceInTurns(const std::vector<std::filesystem::path>& runs, double seconds,
                 const std::stop_token& stop);

} // namespace weft
