#pragma once

#include "core/dist/rank_group.h"

#include <filesystem>
#include <memory>

namespace weft {

/// With whom a training is done. Neither: this process does the whole of it.
struct RankRequest
{
    std::shared_ptr<RankGroup> group{}; ///< Ranks that have met already.
    /// Else, where the configuration asks for several processes: what they run, on this machine;
    /// see LocalRanks.
    std::filesystem::path program{};
    /// Of a run that is carried on with program: how many in all; 0: as many as it began with, but
    /// no more than there are cores.
    int processes = 0;
    /// Of a run that is carried on: a process of another machine that seems to train it, and whose
    /// lock this one cannot see, is known to have gone.
    bool takeOver = false;
    RankLimits limits{};
};

} // namespace weft
