#include "widgets/images/class_count_delegate.h"

#include "widgets/images/class_count_model.h"
#include "widgets/util/theme.h"

#include <QPainter>

namespace weft {

namespace {

constexpr int barHeight = 8;

} // namespace

void ClassCountDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const
{
    RoomyDelegate::paint(painter, option, index);
    const auto& tokens = tokensOf(option.palette);
    const QRectF room = QRectF(option.rect).adjusted(metrics::unit, 0, -metrics::unit, 0);
    const double top = room.center().y() - barHeight / 2.0;
    double left = room.left();
    const auto draw = [&](int role, const QColor& colour) {
        const double width = index.data(role).toDouble() * room.width();
        painter->fillRect(QRectF(left, top, width, barHeight), colour);
        left += width;
    };
    draw(ClassCountModel::TrainShareRole, tokens.training);
    draw(ClassCountModel::ValidationShareRole, tokens.validation);
}

} // namespace weft
