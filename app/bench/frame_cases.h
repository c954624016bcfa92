#pragma once

#include "app/bench/frame_meter.h"

#include "core/bench/bench.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace weft {

/// The value that a share of the sorted values lies below, by the nearest rank; 0 of none.
[[nodiscard]] double percentile(std::vector<double> values, double share);

/// Cases whose rounds are a window's frames.
class FrameCases
{
public:
    /// seconds: for each case.
    FrameCases(FrameMeter& meter, double seconds, std::stop_token stop, BenchSink sink);

    /// Times act as FrameMeter::time() does and tells the sink. size: of what is shown, by its
    /// number of values or classes.
    void run(const char* mode, int size, const std::function<void(int)>& act) const;

private:
    FrameMeter& m_meter;
    double m_seconds;
    std::stop_token m_stop;
    BenchSink m_sink;
};

} // namespace weft
