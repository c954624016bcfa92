#pragma once

#include "widgets/plots/curve_series.h"

#include <qcustomplot.h>

#include <optional>

namespace weft {

/// A value that the curves are held against, as a dashed line from side to side under them.
class LevelLine
{
public:
    /// The item belongs to plot.
    explicit LevelLine(QCustomPlot* plot);

    void setLevel(const std::optional<CurveLevel>& level);
    [[nodiscard]] const std::optional<CurveLevel>& level() const { return m_level; }
    void restyle(const Tokens& tokens);

    /// Of an epoch, which makes no difference; empty without a level.
    [[nodiscard]] std::optional<CurveReading> readingAt(double epoch) const;

private:
    QCPItemStraightLine* m_line;
    std::optional<CurveLevel> m_level;
};

} // namespace weft
