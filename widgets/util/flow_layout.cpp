#include "widgets/util/flow_layout.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace weft {

FlowLayout::FlowLayout(int gap, QWidget* parent)
    : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
    setSpacing(gap);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem* item)
{
    m_items.append(item);
}

int FlowLayout::count() const
{
    return static_cast<int>(m_items.size());
}

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    return index >= 0 && index < count() ? m_items.takeAt(index) : nullptr;
}

Qt::Orientations FlowLayout::expandingDirections() const
{
    return {};
}

bool FlowLayout::hasHeightForWidth() const
{
    return true;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange({0, 0, width, 0}, false);
}

QSize FlowLayout::sizeHint() const
{
    QSize size;
    for (const auto* item : m_items) {
        if (!item->isEmpty()) {
            const auto wanted = item->sizeHint();
            size = {size.width() + (size.isEmpty() ? 0 : spacing()) + wanted.width(),
                    std::max(size.height(), wanted.height())};
        }
    }
    return size;
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto* item : m_items) {
        if (!item->isEmpty()) {
            size = size.expandedTo(item->minimumSize());
        }
    }
    return size;
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

int FlowLayout::arrange(const QRect& rect, bool place) const
{
    QList<QLayoutItem*> row;
    int width = 0;
    int height = 0;
    int top = rect.top();
    const auto endRow = [&] {
        if (place) {
            placeRow(row, {rect.left(), top, rect.width(), height});
        }
        row.clear();
    };
    for (auto* item : m_items) {
        if (item->isEmpty()) {
            continue;
        }
        const auto wanted = item->sizeHint();
        if (!row.isEmpty() && width + spacing() + wanted.width() > rect.width()) {
            endRow();
            top += height + spacing();
            width = 0;
            height = 0;
        }
        width += (row.isEmpty() ? 0 : spacing()) + wanted.width();
        height = std::max(height, wanted.height());
        row.append(item);
    }
    endRow();
    return top + height - rect.top();
}

void FlowLayout::placeRow(const QList<QLayoutItem*>& row, const QRect& room) const
{
    const auto expands = [](const QLayoutItem* item) {
        return item->expandingDirections().testFlag(Qt::Horizontal);
    };
    int left = room.width() - spacing() * static_cast<int>(std::max<qsizetype>(0, row.size() - 1));
    for (const auto* item : row) {
        left -= item->sizeHint().width();
    }
    auto takers = static_cast<int>(std::ranges::count_if(row, expands));
    int x = room.left();
    for (auto* item : row) {
        auto size = item->sizeHint();
        if (left > 0 && expands(item)) {
            const int share = left / takers--;
            size.rwidth() += share;
            left -= share;
        }
        size.setWidth(std::min(size.width(), room.width())); // A row of one that does not fit.
        const QRect place(x, room.top() + (room.height() - size.height()) / 2, size.width(),
                          size.height());
        item->setGeometry(QStyle::visualRect(parentWidget()->layoutDirection(), room, place));
        x += size.width() + spacing();
    }
}

} // namespace weft
