#pragma once

#include "core/base/process.h"
#include "core/train/trainer_p.h"

#include <c10/core/Device.h>

#include <string>

namespace weft {

/// All that a frozen trunk's features depend on, to the last bit, but for which images of the data
/// set are shown and in which random views. What differs in any of it must not share a file.
/// weightsFingerprint: of the trunk's weights.
[[nodiscard]] std::string featureKey(const TrainingInput& input,
                                     const std::string& weightsFingerprint, c10::Device device,
                                     const ComputeEnvironment& environment);

} // namespace weft
