#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/data_source.h"
#include "core/train/events.h"
#include "core/train/rank_request.h"
#include "core/train/run_control.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace weft {

struct TrainRequest
{
    RunConfig config;
    std::filesystem::path library;  ///< Folder in which the run directory is made.
    std::string name;               ///< Of the run; empty: made from preset, data and a number.
    std::optional<DataSource> data; ///< Already opened; else config.data.source is opened.
    /// A frozen backbone's features are taken from no other run and given to none, so that the
    /// training time is that of the whole work; they go when it has finished. Stays with the run.
    bool ownFeatures = false;
    std::string id = {}; ///< Of the run, see checkRunId(); empty: made from its name.
    /// Of several ranks, each is given the same request, and the first alone makes and writes the
    /// run directory. config.train.processes stays what it is unless it is 1; on this machine as
    /// many are started, but no more than it has cores.
    RankRequest ranks{};
};

struct RunSummary
{
    std::filesystem::path directory;     ///< Empty on ranks other than the first.
    RunState state = RunState::Finished; ///< Finished or Stopped.
    int epochs = 0;                      ///< Done so far.
    int bestEpoch = 0;
    double bestAccuracy = 0;
    int withoutBetter = 0; ///< Epochs without a better accuracy, where they ended the run.
    std::size_t peakMemoryBytes = 0; ///< See RunStatus.
};

/// Trains a new run from start to end (or to control.stop()): opens the data, makes the run
/// directory, trains, validates, writes checkpoints and the event log, and tells the sink.
/// Blocks; call on a thread of its own. onDirectory is told the run directory once it exists.
/// A failure after the directory exists is also in its record.
[[nodiscard]] Result<RunSummary>
trainRun(const TrainRequest& request, EventSink& sink, RunControl& control,
         const std::function<void(const std::filesystem::path&)>& onDirectory = {});

/// Carries on from the run's last checkpoint. The curve and the weights equal those of a run that
/// was never interrupted, to the last bit, given the same threads and one process; with several
/// ranks, whatever their number, to rounding, where norms are synchronised or frozen. Every rank
/// reads the directory.
/// Fails with InUse where another process trains it and with InvalidArgument where it is finished.
[[nodiscard]] Result<RunSummary> resumeRun(const std::filesystem::path& directory, EventSink& sink,
                                           RunControl& control, const RankRequest& ranks = {});

/// The part in a training, or in a measurement, of a rank that rank 0 tells what to do; see
/// LocalRanks. Fails as these do.
[[nodiscard]] Result<RunSummary> serveRank(const std::shared_ptr<RankGroup>& group, EventSink& sink,
                                           RunControl& control);

} // namespace weft
