#pragma once

#include <string>
#include <utility>
#include <vector>

namespace weft {

/// A line of a chart. Points that are not finite break it.
struct ChartLine
{
    std::string name;  ///< In the legend; empty: not there.
    std::string style; ///< Its class in the report's style sheet: training, validation, teacher.
    std::vector<std::pair<double, double>> points;
};

struct Chart
{
    std::string title;
    std::string xTitle;
    bool percent = false; ///< Values are shares, 0..1, and are shown as per cent.
    std::vector<ChartLine> lines;
};

/// The chart as an SVG element, which takes its colours from the page. Empty where no point is
/// finite.
[[nodiscard]] std::string chartSvg(const Chart& chart);

/// At most so many points, each the mean of its neighbours: what a line can show at its width.
[[nodiscard]] std::vector<std::pair<double, double>>
thinned(const std::vector<std::pair<double, double>>& points, std::size_t most);

} // namespace weft
