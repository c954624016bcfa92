#include "app/bench/frame_cases.h"

#include "core/bench/timing.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace weft {

double percentile(std::vector<double> values, double share)
{
    if (values.empty()) {
        return 0;
    }
    std::ranges::sort(values);
    const auto rank = std::ceil(share * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

FrameCases::FrameCases(FrameMeter& meter, double seconds, std::stop_token stop, BenchSink sink)
    : m_meter(meter)
    , m_seconds(seconds)
    , m_stop(std::move(stop))
    , m_sink(std::move(sink))
{
}

void FrameCases::run(const char* mode, int size, const std::function<void(int)>& act) const
{
    if (m_stop.stop_requested()) {
        return;
    }
    const auto times = m_meter.time(act, m_seconds, m_stop);
    const auto timing = summarize(times);
    const double all = std::accumulate(times.begin(), times.end(), 0.0);
    BenchCase measured;
    measured.mode = mode;
    measured.threads = 1; // The window's own.
    measured.medianMs = timing.medianMs;
    measured.minimumMs = timing.minimumMs;
    measured.figures = {
        {"size", size},
        {"frames", static_cast<double>(times.size())},
        {"frames_per_s", all > 0 ? 1e3 * static_cast<double>(times.size()) / all : 0},
        {"p99_ms", percentile(times, 0.99)},
        {"max_ms", percentile(times, 1)}};
    m_sink(measured);
}

} // namespace weft
