#pragma once

#include "core/train/train_run.h"

#include <CLI/App.hpp>

#include <stop_token>

namespace weft::cli {

/// How long a training waits for its ranks.
struct RankOptions
{
    double timeout = RankLimits{}.silence;
};
void addRankOptions(CLI::App& app, RankOptions& options);

/// With whom this process trains: the ranks that torchrun, mpirun or srun has started, which it
/// meets here, or processes of this machine where the configuration asks for some. Fails as
/// placeFromEnvironment() and RankGroup::join() do.
[[nodiscard]] Result<RankRequest> ranksOfThisProcess(const RankOptions& options,
                                                     const std::stop_token& stop = {});

/// Goes on where all ranks do, whatever command they were started with; else all fail alike. Comes
/// first in each command that trains.
[[nodiscard]] Result<void> agreeToBegin(const RankRequest& ranks, const Result<void>& own);

/// Whether this process says how the training ended; see RankGroup::speaks().
[[nodiscard]] bool speaks(const RankRequest& ranks);

/// Whether this process tells of the training: it is alone, or the first rank.
[[nodiscard]] bool isTeller(const RankRequest& ranks);

/// Of a rank that another one tells of: what it alone knows goes to rank 0 within the training.
class QuietRank final : public EventSink
{
public:
    void handle(const TrainingEvent&) override {}
};

} // namespace weft::cli
