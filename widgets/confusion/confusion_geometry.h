#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>

#include <optional>
#include <utility>

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
    /// labelWidth: of the column with the true classes, left of the cells. height: of a cell, for
    /// another size than the one that fits; kept within heights().
    ConfusionGeometry(int classes, int labelWidth, QSize room, std::optional<int> height = {});

    [[nodiscard]] int labelWidth() const { return m_labelWidth; }
    [[nodiscard]] QSize cell() const { return m_cell; }
    [[nodiscard]] QSize contentSize() const;

    /// The least and the greatest height of a cell that one may zoom to. Out no further than where
    /// everything is in sight, or a cell is one pixel.
    [[nodiscard]] std::pair<int, int> heights() const { return m_heights; }
    [[nodiscard]] QRect cellRect(int row, int column) const;

    /// (column, row) of the cell that holds the point; (-1, -1) outside of the cells.
    [[nodiscard]] QPoint cellAt(QPoint point) const;

private:
    int m_classes = 0;
    int m_labelWidth = 0;
    QSize m_cell{smallestCell, smallestCell};
    std::pair<int, int> m_heights{smallestCell, smallestCell};
};

} // namespace weft
