#include "core/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace weft {

Timing timeRounds(const std::function<void()>& work, const TimingOptions& options,
                  const std::stop_token& stop)
{
    using Clock = std::chrono::steady_clock;
    for (int i = 0; i < options.warmUp && !stop.stop_requested(); ++i) {
        work();
    }
    std::vector<double> rounds;
    const auto begin = Clock::now();
    auto last = begin;
    const auto enough = [&] {
        return rounds.size() >= static_cast<std::size_t>(options.leastRounds) &&
               std::chrono::duration<double>(last - begin).count() >= options.seconds;
    };
    while (!enough() && !stop.stop_requested()) {
        const auto start = Clock::now();
        work();
        last = Clock::now();
        rounds.push_back(std::chrono::duration<double, std::milli>(last - start).count());
    }
    return summarize(std::move(rounds));
}

Timing summarize(std::vector<double> milliseconds)
{
    if (milliseconds.empty()) {
        return {};
    }
    std::ranges::sort(milliseconds);
    const auto count = milliseconds.size();
    const double median = (milliseconds[(count - 1) / 2] + milliseconds[count / 2]) / 2;
    return {milliseconds.front(), median, static_cast<int>(count)};
}

} // namespace weft
