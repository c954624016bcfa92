#include "core/deploy/report_chart.h"

#include "core/base/number_text.h"
#include "core/deploy/html_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weft {

namespace {

constexpr double width = 520;
constexpr double height = 280;
constexpr double left = 52;
constexpr double right = 14;
constexpr double top = 34; ///< The legend stands above.
constexpr double bottom = 40;

/// What an axis shows, and where its ticks are.
struct Axis
{
    double low = 0;
    double high = 1;
    double step = 1;
    int decimals = 0;

    [[nodiscard]] double share(double value) const { return (value - low) / (high - low); }
};

/// Ends that are multiples of a step of 1, 2 or 5 times a power of ten, some five of which fit.
Axis axisFor(double low, double high, double leastStep)
{
    if (!(high > low)) {
        high = low + (low == 0 ? 1 : std::abs(low) * 0.1);
    }
    const double rough = (high - low) / 5;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough * 0.999) {
            step = factor * power;
            break;
        }
    }
    step = std::max(step, leastStep);
    Axis axis;
    axis.step = step;
    axis.low = std::floor(low / step + 1e-9) * step;
    axis.high = std::ceil(high / step - 1e-9) * step;
    axis.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    return axis;
}

struct Range
{
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void add(double value)
    {
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

bool drawable(const std::pair<double, double>& point)
{
    return std::isfinite(point.first) && std::isfinite(point.second);
}

class Drawing
{
public:
    explicit Drawing(const Chart& chart)
        : m_chart(chart)
    {
        Range x;
        Range y;
        for (const auto& line : chart.lines) {
            for (const auto& point : line.points) {
                if (drawable(point)) {
                    x.add(point.first);
                    y.add(point.second);
                }
            }
        }
        m_empty = !(x.low <= x.high);
        if (m_empty) {
            return;
        }
        m_x = axisFor(std::min(x.low, 0.0), x.high, 1); // Epochs are whole.
        m_x.high = std::max(x.high, m_x.low + 1e-9);    // No room behind the last one.
        m_y = axisFor(chart.percent ? y.low : std::min(y.low, 0.0), y.high,
                      chart.percent ? 0.01 : 1e-9);
        if (chart.percent) {
            m_y.low = std::max(m_y.low, 0.0);
            m_y.high = std::min(m_y.high, 1.0);
        }
    }

    [[nodiscard]] std::string svg()
    {
        if (m_empty) {
            return {};
        }
        m_svg = "<svg class=\"chart\" viewBox=\"0 0 " + coordinate(width) + " " +
                coordinate(height) + "\" role=\"img\" aria-label=\"" + escaped(m_chart.title) +
                "\">";
        addGrid();
        for (const auto& line : m_chart.lines) {
            addLine(line);
        }
        addLegend();
        return m_svg + "</svg>";
    }

private:
    [[nodiscard]] double x(double value) const
    {
        return left + m_x.share(value) * (width - left - right);
    }
    [[nodiscard]] double y(double value) const
    {
        return height - bottom - m_y.share(value) * (height - top - bottom);
    }

    void addText(double atX, double atY, const char* anchor, const std::string& text,
                 const char* style = "tick")
    {
        m_svg += std::string("<text class=\"") + style + "\" x=\"" + coordinate(atX) + "\" y=\"" +
                 coordinate(atY) + "\" text-anchor=\"" + anchor + "\">" + escaped(text) + "</text>";
    }

    void addGrid()
    {
        for (double value = m_y.low; value <= m_y.high + m_y.step * 1e-6; value += m_y.step) {
            m_svg += "<line class=\"grid\" x1=\"" + coordinate(left) + "\" x2=\"" +
                     coordinate(width - right) + "\" y1=\"" + coordinate(y(value)) + "\" y2=\"" +
                     coordinate(y(value)) + "\"/>";
            const int decimals = m_chart.percent ? std::max(0, m_y.decimals - 2) : m_y.decimals;
            addText(left - 8, y(value) + 4, "end",
                    numberText(m_chart.percent ? 100 * value : value, decimals) +
                        (m_chart.percent ? " %" : ""));
        }
        for (double value = m_x.low; value <= m_x.high + m_x.step * 1e-6; value += m_x.step) {
            addText(x(value), height - bottom + 18, "middle", numberText(value, 0));
        }
        addText((left + width - right) / 2, height - 4, "middle", m_chart.xTitle);
    }

    void addLine(const ChartLine& line)
    {
        std::string path;
        bool begun = false;
        for (const auto& point : line.points) {
            if (!drawable(point)) {
                begun = false;
                continue;
            }
            path += (begun ? "L" : "M") + coordinate(x(point.first)) + " " +
                    coordinate(y(point.second));
            begun = true;
        }
        m_svg += "<path class=\"line " + line.style + "\" d=\"" + path + "\"/>";
        if (line.points.size() == 1 && drawable(line.points.front())) { // A line of no length.
            m_svg += "<circle class=\"dot " + line.style + "\" r=\"3\" cx=\"" +
                     coordinate(x(line.points.front().first)) + "\" cy=\"" +
                     coordinate(y(line.points.front().second)) + "\"/>";
        }
    }

    void addLegend()
    {
        double place = left;
        for (const auto& line : m_chart.lines) {
            if (line.name.empty()) {
                continue;
            }
            m_svg += "<line class=\"line " + line.style + "\" x1=\"" + coordinate(place) +
                     "\" x2=\"" + coordinate(place + 18) + "\" y1=\"14\" y2=\"14\"/>";
            addText(place + 24, 18, "start", line.name, "legend");
            place += 48 + 6.6 * static_cast<double>(line.name.size());
        }
    }

    const Chart& m_chart;
    bool m_empty = true;
    Axis m_x;
    Axis m_y;
    std::string m_svg;
};

} // namespace

std::string chartSvg(const Chart& chart)
{
    return Drawing(chart).svg();
}

std::vector<std::pair<double, double>> thinned(const std::vector<std::pair<double, double>>& points,
                                               std::size_t most)
{
    if (points.size() <= most) {
        return points;
    }
    std::vector<std::pair<double, double>> means;
    for (std::size_t i = 0; i < most; ++i) {
        const auto first = i * points.size() / most;
        const auto last = (i + 1) * points.size() / most;
        std::pair<double, double> sum{0, 0};
        for (auto j = first; j < last; ++j) {
            sum.first += points[j].first;
            sum.second += points[j].second;
        }
        const auto count = static_cast<double>(last - first);
        means.emplace_back(sum.first / count, sum.second / count);
    }
    return means;
}

} // namespace weft
