#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/metrics/inference_time.h"
#include "core/model/classifier_p.h"

#include <stop_token>
#include <vector>

namespace weft {

/// A network to be timed, on the CPU.
struct TimedNetwork
{
    Classifier model;
    int size = 0; ///< Side of its pictures.
    Precision precision = Precision::Fp32;
};

/// See inference_turns.h; with this process's number of threads. Fails with Cancelled. LibTorch's
/// exceptions pass.
[[nodiscard]] Result<std::vector<InferenceTime>>
inferenceInTurns(const std::vector<TimedNetwork>& networks, double seconds,
                 const std::stop_token& stop);

} // namespace weft
