#pragma once

#include <span>
#include <vector>

namespace weft {

class NormExchange;

/// What a batch norm needs to know of the values that it normalises together; C channels.
struct NormMoments
{
    double count = 0;              ///< Values a channel.
    std::vector<double> mean{};    ///< [C]; 0 where there are no values.
    std::vector<double> squares{}; ///< [C]: sums of squared deviations from the mean.
};

/// Makes the moments of a rank's values those of all ranks' values, with the same bits on each. One
/// exchange.
void mergeOverRanks(NormMoments& moments, NormExchange& exchange);

/// Sums both, [C] each, over all ranks. One exchange.
void sumOverRanks(std::span<double> sums, std::span<double> products, NormExchange& exchange);

} // namespace weft
