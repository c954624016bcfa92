#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/data_source.h"

#include <cstddef>
#include <stop_token>

namespace weft {

/// What a run will cost on this machine, measured by a few real steps.
struct ProbeReport
{
    double imagesPerSecond = 0;
    double secondsPerEpoch = 0; ///< Training and validation.
    std::size_t peakBytes = 0;  ///< Peak resident memory of the process while probing.
    int threads = 0;
};

/// Trains a fresh network for a few steps on the source's own images and throws it away. Where the
/// backbone is frozen at first, the epochs that train it are measured, which take longer and more.
/// Blocks for some seconds; fails with Cancelled when stopped.
[[nodiscard]] Result<ProbeReport> probeRun(const RunConfig& config, const DataSource& data,
                                           std::stop_token stop = {},
                                           const ProgressCallback& report = {});

} // namespace weft
