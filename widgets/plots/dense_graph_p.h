#pragma once

#include "widgets/plots/extent_pyramid.h"

#include <qcustomplot.h>

#include <vector>

namespace weft {

/// A graph that costs about the same to draw whatever it holds: where many values share a pixel, it
/// draws the band between each pixel's least and greatest value in place of the line through all of
/// them, which would fill that band. Elsewhere it is a plain QCPGraph.
///
/// Values come through append(), in the order of their keys; what the graph is given otherwise is
/// not drawn right.
class DenseGraph : public QCPGraph
{
    Q_OBJECT
public:
    DenseGraph(QCPAxis* keyAxis, QCPAxis* valueAxis);

    void append(const QVector<QCPGraphData>& points); ///< In the order of their keys.
    void clear();

protected:
    void draw(QCPPainter* painter) override;
    void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const override;

private:
    /// The values that share one column of pixels.
    struct Column
    {
        double x = 0;     ///< Its middle, in pixels.
        double first = 0; ///< The value it begins with.
        double last = 0;  ///< The value it ends with.
        Extent extent;    ///< Empty: no value is finite.
    };

    [[nodiscard]] std::vector<Column> columns(const QCPDataRange& range, double width) const;
    void drawColumns(QCPPainter& painter, std::vector<Column> columns) const;
    void drawBand(QCPPainter& painter, const std::vector<Column>& columns) const;
    void drawThread(QCPPainter& painter, const std::vector<Column>& columns) const;
    [[nodiscard]] double valuePixel(double value) const;

    ExtentPyramid m_pyramid;
};

} // namespace weft
