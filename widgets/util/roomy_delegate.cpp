#include "widgets/util/roomy_delegate.h"

namespace weft {

namespace {

constexpr int rowHeight = 28;

} // namespace

QSize RoomyDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return QStyledItemDelegate::sizeHint(option, index).expandedTo({0, rowHeight});
}

} // namespace weft
