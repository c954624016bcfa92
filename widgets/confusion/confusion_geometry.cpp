#include "widgets/confusion/confusion_geometry.h"

#include <algorithm>

namespace weft {

ConfusionGeometry::ConfusionGeometry(int classes, int labelWidth, QSize room)
    : m_classes(classes)
    , m_labelWidth(labelWidth)
{
    if (classes > 0) {
        const int height = std::clamp(room.height() / classes, smallestCell, largestCell);
        const int widest = std::max(height * 8 / 5, smallestCell);
        m_cell = {std::clamp((room.width() - labelWidth) / classes, smallestCell, widest), height};
        // Too narrow for square cells: rather flat rows than a matrix that is out of proportion.
        m_cell.setHeight(std::min(height, std::max(m_cell.width() * 8 / 5, smallestCell)));
    }
}

QSize ConfusionGeometry::contentSize() const
{
    return {m_labelWidth + m_classes * m_cell.width(), m_classes * m_cell.height()};
}

QRect ConfusionGeometry::cellRect(int row, int column) const
{
    return {QPoint(m_labelWidth + column * m_cell.width(), row * m_cell.height()), m_cell};
}

QPoint ConfusionGeometry::cellAt(QPoint point) const
{
    const int x = point.x() - m_labelWidth;
    if (x < 0 || point.y() < 0) {
        return {-1, -1};
    }
    const QPoint cell(x / m_cell.width(), point.y() / m_cell.height());
    return cell.x() < m_classes && cell.y() < m_classes ? cell : QPoint(-1, -1);
}

} // namespace weft
