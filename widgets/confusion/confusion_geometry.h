#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>

namespace weft {

/// Where the cells of a confusion matrix lie, in pixels of the whole (unscrolled) content.
///
/// Cells share the room that the labels leave, between a smallest size, below which the content
/// scrolls, and a largest, beyond which they look lost; they may be wider than high, for the
/// numbers.
class ConfusionGeometry
{
public:
    static constexpr int smallestCell = 7;
    static constexpr int largestCell = 44;

    ConfusionGeometry() = default;
    /// labelWidth: of the column with the true classes, left of the cells.
    ConfusionGeometry(int classes, int labelWidth, QSize room);

    [[nodiscard]] int labelWidth() const { return m_labelWidth; }
    [[nodiscard]] QSize cell() const { return m_cell; }
    [[nodiscard]] QSize contentSize() const;
    [[nodiscard]] QRect cellRect(int row, int column) const;

    /// (column, row) of the cell that holds the point; (-1, -1) outside of the cells.
    [[nodiscard]] QPoint cellAt(QPoint point) const;

private:
    int m_classes = 0;
    int m_labelWidth = 0;
    QSize m_cell{smallestCell, smallestCell};
};

} // namespace weft
