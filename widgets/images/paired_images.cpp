#include "widgets/images/paired_images.h"

#include "widgets/images/thumbnail_delegate.h"
#include "widgets/util/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace weft {

namespace {

constexpr int gap = 10;
constexpr int captionHeight = 20;
constexpr int smallestSide = 56;
constexpr int largestSide = 136;

} // namespace

PairedImages::PairedImages(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PairedImages::setPairs(QVector<ImagePair> pairs)
{
    m_pairs = std::move(pairs);
    update();
}

void PairedImages::setCaptions(const QString& upper, const QString& lower)
{
    m_upper = upper;
    m_lower = lower;
    update();
}

void PairedImages::setPlaceholder(const QString& text)
{
    m_placeholder = text;
    update();
}

QSize PairedImages::sizeHint() const
{
    return {640, 2 * (captionHeight + 76 + gap)};
}

QSize PairedImages::minimumSizeHint() const
{
    return {200, 2 * (captionHeight + smallestSide + gap)};
}

/// Squares as large as both rows and, if possible, all columns allow.
int PairedImages::side() const
{
    const int byHeight = height() / 2 - captionHeight - gap;
    const auto columns = std::max<int>(1, static_cast<int>(m_pairs.size()));
    const int byWidth = (width() + gap) / columns - gap;
    return std::clamp(std::min(byHeight, byWidth), smallestSide, largestSide);
}

QRectF PairedImages::square(int column, int row) const
{
    const qreal top = row * (captionHeight + side() + gap) + captionHeight;
    return {static_cast<qreal>(column * (side() + gap)), top, static_cast<qreal>(side()),
            static_cast<qreal>(side())};
}

void PairedImages::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokensOf(palette()).secondary);
    if (m_pairs.isEmpty()) {
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    for (int row = 0; row < 2; ++row) {
        const auto first = square(0, row);
        painter.setPen(tokensOf(palette()).secondary);
        painter.drawText(QRectF(0, first.top() - captionHeight, width(), captionHeight),
                         Qt::AlignLeft | Qt::AlignVCenter, row == 0 ? m_upper : m_lower);
        for (int column = 0; column < m_pairs.size(); ++column) {
            const auto place = square(column, row);
            if (place.right() <= width()) {
                paintThumbnail(painter, place,
                               row == 0 ? m_pairs[column].upper : m_pairs[column].lower, palette());
            }
        }
    }
}

bool PairedImages::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* const help = static_cast<QHelpEvent*>(event);
    for (int column = 0; column < m_pairs.size(); ++column) {
        if (square(column, 0).contains(help->pos()) || square(column, 1).contains(help->pos())) {
            QToolTip::showText(help->globalPos(), m_pairs[column].name, this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace weft
