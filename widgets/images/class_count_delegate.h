#pragma once

#include "widgets/util/roomy_delegate.h"

namespace weft {

/// Draws the bar column of a ClassCountModel: training images, then validation images, in their
/// colours, against the largest class.
class ClassCountDelegate : public RoomyDelegate
{
    Q_OBJECT
public:
    using RoomyDelegate::RoomyDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace weft
