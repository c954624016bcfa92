#pragma once

#include <cstdint>

namespace weft {

/// What persons or circumstances ask of a training, on any of its ranks.
struct RunWishes
{
    bool stop = false;
    bool pause = false;
    bool save = false; ///< A checkpoint is due.
};

/// What a batch came to on one rank, or on all of them together.
struct StepTotals
{
    double weight = 0;   ///< What its mean loss counts beside other batches'.
    double lossSum = 0;  ///< weight * mean loss.
    double gathered = 0; ///< Weights of all batches since the optimiser's last step.
    std::int64_t images = 0;
    std::int64_t correct = 0;
};

} // namespace weft
