#pragma once

#include "widgets/confusion/confusion_geometry.h"
#include "widgets/util/theme.h"

#include <QFont>
#include <QPainter>
#include <QPoint>
#include <QRect>

namespace weft {

class ConfusionModel;

/// Draws the parts of a confusion matrix that are in sight, at a cost that does not depend on how
/// many there are beside: cells too small for a gap are the pixels of one picture, and a number is
/// laid out once, however many cells show it.
class ConfusionPainter
{
public:
    static constexpr int labelGap = 6; ///< Pixels between a name and its row.

    /// offset: what the view is scrolled by. area: of the cells, in the viewport's pixels.
    ConfusionPainter(const ConfusionModel& model, const ConfusionGeometry& geometry,
                     const Tokens& tokens, QPoint offset, const QRect& area);

    /// Those that touch dirty. font: of the numbers, whose size is chosen here.
    void paintCells(QPainter& painter, const QFont& font, const QRect& dirty) const;
    /// The true classes' names, left of the cells.
    void paintNames(QPainter& painter, const QFont& font) const;

private:
    /// Rows or columns from first up to last, both in sight.
    struct Span
    {
        int first = 0;
        int last = -1;
        [[nodiscard]] int count() const { return last - first + 1; }
    };

    [[nodiscard]] QRect placed(int row, int column) const;
    [[nodiscard]] Span inSight(int from, int to, int origin, int size) const;
    void paintPicture(QPainter& painter, Span rows, Span columns) const;
    void paintTiles(QPainter& painter, const QFont& font, Span rows, Span columns) const;
    [[nodiscard]] QColor shade(double rate) const;

    const ConfusionModel& m_model;
    const ConfusionGeometry& m_geometry;
    const Tokens& m_tokens;
    QPoint m_offset;
    QRect m_area;
};

} // namespace weft
