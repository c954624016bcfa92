#pragma once

#include <QStyledItemDelegate>

namespace weft {

/// Draws the bar column of a ClassCountModel: training images, then validation images, in their
/// colours, against the largest class.
class ClassCountDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace weft
