#pragma once

#include <QStyledItemDelegate>

namespace weft {

/// Rows that are easy to read and to hit: 28 pixels high at least.
class RoomyDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

} // namespace weft
