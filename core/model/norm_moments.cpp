#include "core/model/norm_moments.h"

#include "core/model/norm_exchange.h"

#include <algorithm>

namespace weft {

/// Ranks send sums of values and of their squares, which add up in one exchange, and take the mean
/// out of the squares afterwards. What that difference of large sums loses is below what is lost
/// already: a double's rounding of mean^2 is 2^-53 of it, whereas the values, rounded to float32 or
/// less, are off by 2^-25 of the mean, and so is their deviation from it, whose square is at 2^-50.
void mergeOverRanks(NormMoments& moments, NormExchange& exchange)
{
    const auto channels = moments.mean.size();
    std::vector<double> all(1 + 2 * channels);
    all[0] = moments.count;
    for (std::size_t c = 0; c < channels; ++c) {
        const double sum = moments.count * moments.mean[c];
        all[1 + c] = sum;
        all[1 + channels + c] = moments.squares[c] + sum * moments.mean[c];
    }
    exchange.sum(all);
    moments.count = all[0];
    if (moments.count == 0) {
        return; // Nobody has any.
    }
    for (std::size_t c = 0; c < channels; ++c) {
        const double mean = all[1 + c] / moments.count;
        const double squares = all[1 + channels + c] - all[1 + c] * mean;
        moments.mean[c] = mean;
        moments.squares[c] = squares < 0 ? 0 : squares; // NaN stays what it is.
    }
}

void sumOverRanks(std::span<double> sums, std::span<double> products, NormExchange& exchange)
{
    std::vector<double> all(sums.begin(), sums.end());
    all.insert(all.end(), products.begin(), products.end());
    exchange.sum(all);
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(sums.size());
    std::copy(all.begin(), middle, sums.begin());
    std::copy(middle, all.end(), products.begin());
}

} // namespace weft
