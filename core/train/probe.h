#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/data_source.h"
#include "core/train/rank_request.h"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

namespace weft {

/// What a run will cost on this machine, measured by a few real steps.
struct ProbeReport
{
    double imagesPerSecond = 0;
    double secondsPerEpoch = 0; ///< Training and validation.
    std::size_t peakBytes = 0;  ///< Peak resident memory while probing, of all processes.
    int processes = 1;          ///< That trained together; the speed is that of all.
    int threads = 0;            ///< Of each.
    bool wholeMachine = false;  ///< Together they have as many threads as this process has cores.
    double stepSeconds = 0;     ///< A step of all of them, on average.
    double waitSeconds = 0;     ///< Of it, for gradients that the backward pass did not hide.
    double exchangeSeconds = 0; ///< Of the same gradients alone, with nothing beside.
    std::uint64_t exchangedBytes = 0; ///< Of all gradients.
};

/// Trains a fresh network for a few steps on the source's own images and throws it away. Where the
/// backbone is frozen at first, the epochs that train it are measured, which take longer and more.
/// config.train.processes are measured together where ranks names a program for them, else the
/// batch of all is this process's. Blocks for some seconds; fails with Cancelled when stopped.
[[nodiscard]] Result<ProbeReport> probeRun(const RunConfig& config, const DataSource& data,
                                           std::stop_token stop = {},
                                           const ProgressCallback& report = {},
                                           const RankRequest& ranks = {});

/// The same for each way of sharing this machine's cores out among processes: one with all of them,
/// two with half as many threads each, and so on to one thread each, config.train.batch images a
/// process; and, where it is none of these, for the configured way. Ways of several processes need
/// the program for them. Those after the first that a process did not outlive, as where memory does
/// not suffice, are left out.
[[nodiscard]] Result<std::vector<ProbeReport>>
probeProcesses(const RunConfig& config, const DataSource& data, const RankRequest& ranks,
               std::stop_token stop = {}, const ProgressCallback& report = {});

} // namespace weft
