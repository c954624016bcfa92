#pragma once

#include <functional>
#include <stop_token>
#include <vector>

namespace weft {

/// Milliseconds of a work's rounds.
struct Timing
{
    double minimumMs = 0;
    double medianMs = 0;
    int rounds = 0;
};

struct TimingOptions
{
    int warmUp = 2; ///< Rounds that are run first and not counted.
    int leastRounds = 5;
    double seconds = 3; ///< Timed rounds end after so long, but not before leastRounds.
};

/// Runs work again and again and times each round by the steady clock. Ends early, with what it
/// has, once stop is requested.
[[nodiscard]] Timing timeRounds(const std::function<void()>& work,
                                const TimingOptions& options = {},
                                const std::stop_token& stop = {});

/// The same for several works that take turns, a round each, so that what slows the machine for a
/// while slows them all. seconds is of each.
[[nodiscard]] std::vector<Timing> timeTurns(const std::vector<std::function<void()>>& works,
                                            const TimingOptions& options = {},
                                            const std::stop_token& stop = {});

/// Minimum and median of the rounds' milliseconds; of an even number the mean of the middle two.
[[nodiscard]] Timing summarize(std::vector<double> milliseconds);

} // namespace weft
