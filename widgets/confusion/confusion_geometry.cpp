#include "widgets/confusion/confusion_geometry.h"

#include <algorithm>

namespace weft {

ConfusionGeometry::ConfusionGeometry(int classes, int labelWidth, QSize room,
                                     std::optional<int> height)
    : m_classes(classes)
    , m_labelWidth(labelWidth)
{
    if (classes > 0) {
        const int fitting = std::clamp(room.height() / classes, smallestCell, largestCell);
        const int widest = std::max(fitting * 8 / 5, smallestCell);
        m_cell = {std::clamp((room.width() - labelWidth) / classes, smallestCell, widest), fitting};
        // Too narrow for square cells: rather flat rows than a matrix that is out of proportion.
        m_cell.setHeight(std::min(fitting, std::max(m_cell.width() * 8 / 5, smallestCell)));
        const int whole = std::min(room.height(), room.width() - labelWidth) / classes;
        m_heights = {std::clamp(whole, 1, m_cell.height()), largestCell};
        if (height) {
            const QSize fits = m_cell;
            m_cell.setHeight(std::clamp(*height, m_heights.first, m_heights.second));
            m_cell.setWidth(std::max(1, m_cell.height() * fits.width() / fits.height()));
        }
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
