#include "widgets/images/picture_delegate.h"

#include "widgets/images/thumbnail_delegate.h"
#include "widgets/util/theme.h"

#include <QImage>
#include <QPainter>

namespace weft {

PictureDelegate::PictureDelegate(int column, int side, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_column(column)
    , m_side(side)
{
}

void PictureDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    if (index.column() != m_column) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, tokensOf(option.palette).accentSoft);
    }
    const QRectF square(option.rect.left() + (option.rect.width() - m_side) / 2.0,
                        option.rect.top() + (option.rect.height() - m_side) / 2.0, m_side, m_side);
    paintThumbnail(*painter, square, index.data(Qt::DecorationRole).value<QImage>(),
                   option.palette);
    painter->restore();
}

void PictureDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->state.setFlag(QStyle::State_HasFocus, false);
}

} // namespace weft
