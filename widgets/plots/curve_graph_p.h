#pragma once

#include "widgets/plots/causal_smoothing.h"
#include "widgets/plots/curve_series.h"
#include "widgets/plots/dense_graph_p.h"

#include <optional>

namespace weft {

/// One series as the graphs that draw it, with the bounds of its bold line.
///
/// Values come in the order of their epochs, so that appending one costs the same however many
/// there are; see DenseGraph for drawing a million.
class CurveGraph
{
public:
    /// The graphs belong to plot.
    CurveGraph(QCustomPlot* plot, const CurveSeries& series);

    void append(const QVector<QPointF>& points);
    void clear();
    void resmooth(double weight); ///< Draws the bold line anew; see CausalSmoothing.
    void restyle(const Tokens& tokens);

    [[nodiscard]] CurveSeries& series() { return m_series; }
    [[nodiscard]] bool empty() const { return m_line->data()->isEmpty(); }
    [[nodiscard]] double lastEpoch() const;
    [[nodiscard]] double highest() const { return m_highest; }
    [[nodiscard]] double lowestPositive() const { return m_lowestPositive; }

    /// Of the value whose epoch is nearest; empty where there are none.
    [[nodiscard]] std::optional<CurveReading> readingAt(double epoch) const;
    [[nodiscard]] CurveTable table() const;

private:
    void resetBounds();
    void include(double value);

    CurveSeries m_series;
    DenseGraph* m_raw = nullptr; ///< Null for CurveKind::Points.
    DenseGraph* m_line = nullptr;
    CausalSmoothing m_smoothing;
    double m_highest = 0;
    double m_lowestPositive = 0; ///< 0 while there is none.
};

} // namespace weft
