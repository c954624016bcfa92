#include "core/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace weft {

Timing timeRounds(const std::function<void()>& work, const TimingOptions& options,
                  const std::stop_token& stop)
{
    return timeTurns({work}, options, stop).front();
}

std::vector<Timing> timeTurns(const std::vector<std::function<void()>>& works,
                              const TimingOptions& options, const std::stop_token& stop)
{
    using Clock = std::chrono::steady_clock;
    for (int i = 0; i < options.warmUp && !stop.stop_requested(); ++i) {
        for (const auto& work : works) {
            work();
        }
    }
    std::vector<std::vector<double>> rounds(works.size());
    const auto begin = Clock::now();
    auto last = begin;
    const auto enough = [&] {
        return rounds.front().size() >= static_cast<std::size_t>(options.leastRounds) &&
               std::chrono::duration<double>(last - begin).count() >=
                   options.seconds * static_cast<double>(works.size());
    };
    while (!enough() && !stop.stop_requested()) {
        for (std::size_t i = 0; i < works.size(); ++i) {
            const auto start = Clock::now();
            works[i]();
            last = Clock::now();
            rounds[i].push_back(std::chrono::duration<double, std::milli>(last - start).count());
        }
    }
    std::vector<Timing> timings;
    for (auto& own : rounds) {
        timings.push_back(summarize(std::move(own)));
    }
    return timings;
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
