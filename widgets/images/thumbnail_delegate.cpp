#include "widgets/images/thumbnail_delegate.h"

#include "widgets/images/thumbnail_model.h"
#include "widgets/util/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace weft {

namespace {

constexpr qreal cornerRadius = 4;
constexpr int ringRoom = 3; // The selection's ring lies outside the picture.

/// A tick or a cross on a disc: told apart by shape as well as by colour.
void paintBadge(QPainter& painter, const QRectF& square, ThumbnailBadge badge, const Tokens& tokens)
{
    const qreal size = std::clamp(square.width() * 0.2, 12.0, 16.0);
    const QRectF disc(square.right() - size - 3, square.top() + 3, size, size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(badge == ThumbnailBadge::Right ? tokens.training : tokens.warning);
    painter.drawEllipse(disc);
    painter.setPen(QPen(Qt::white, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&](qreal x, qreal y) {
        return QPointF(disc.left() + x * size, disc.top() + y * size);
    };
    if (badge == ThumbnailBadge::Right) {
        const QPointF tick[] = {at(0.28, 0.52), at(0.44, 0.68), at(0.73, 0.34)};
        painter.drawPolyline(tick, 3);
    } else {
        painter.drawLine(at(0.33, 0.33), at(0.67, 0.67));
        painter.drawLine(at(0.67, 0.33), at(0.33, 0.67));
    }
}

} // namespace

void paintThumbnail(QPainter& painter, const QRectF& square, const QImage& picture,
                    const QPalette& palette)
{
    QPainterPath outline;
    outline.addRoundedRect(square, cornerRadius, cornerRadius);
    if (picture.isNull()) {
        painter.fillPath(outline, tokensOf(palette).line);
        return;
    }
    const int side = std::min(picture.width(), picture.height());
    const QRectF source((picture.width() - side) / 2.0, (picture.height() - side) / 2.0, side,
                        side);
    painter.save();
    painter.setClipPath(outline, Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(square, picture, source);
    painter.restore();
}

void ThumbnailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const auto& tokens = tokensOf(option.palette);
    const QRectF square(option.rect.left() + (option.rect.width() - m_side) / 2.0,
                        option.rect.top() + ringRoom, m_side, m_side);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintThumbnail(*painter, square, index.data(Qt::DecorationRole).value<QImage>(),
                   option.palette);
    const auto badge = static_cast<ThumbnailBadge>(index.data(ThumbnailModel::BadgeRole).toInt());
    if (badge != ThumbnailBadge::None) {
        paintBadge(*painter, square, badge, tokens);
    }
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (const bool selected = option.state.testFlag(QStyle::State_Selected); selected || hovered) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(selected ? tokens.accent : tokens.secondary, selected ? 3 : 1));
        const qreal out = selected ? 1.5 : 0.5;
        painter->drawRoundedRect(square.adjusted(-out, -out, out, out), cornerRadius + 1,
                                 cornerRadius + 1);
    }
    if (m_captions) {
        const auto& metrics = option.fontMetrics;
        const QRect line(static_cast<int>(square.left()), static_cast<int>(square.bottom()) + 4,
                         m_side, metrics.height());
        painter->setFont(option.font);
        const QString secondary = index.data(ThumbnailModel::SecondaryRole).toString();
        const int secondaryWidth = metrics.horizontalAdvance(secondary);
        painter->setPen(tokens.secondary);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, secondary);
        painter->setPen(tokens.text);
        const int room = m_side - (secondary.isEmpty() ? 0 : secondaryWidth + 6);
        painter->drawText(
            line, Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, room));
    }
    painter->restore();
}

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem& option,
                                  const QModelIndex& /*index*/) const
{
    const int text = m_captions ? option.fontMetrics.height() + 6 : 0;
    return {m_side + 2 * ringRoom, m_side + 2 * ringRoom + text};
}

} // namespace weft
