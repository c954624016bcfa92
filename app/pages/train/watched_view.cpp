#include "app/pages/train/watched_view.h"

#include "widgets/heatmap/heatmap_painter.h"
#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include "core/inspect/heat_map.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr int gap = metrics::unit + metrics::unit / 2;
constexpr int widestGap = 8 * metrics::unit;
constexpr int corner = 4;
constexpr double mapOpacity = 0.75;

} // namespace

WatchedView::WatchedView(QWidget* parent)
    : QWidget(parent)
{
}

void WatchedView::setWatched(std::shared_ptr<const WatchedEvent> watched,
                             const QStringList& classNames)
{
    m_watched = std::move(watched);
    m_names = classNames;
    update();
}

void WatchedView::setPicture(std::size_t index, const QImage& picture)
{
    m_pictures.insert(index, picture);
    update();
}

void WatchedView::clearPictures()
{
    m_pictures.clear();
    update();
}

void WatchedView::setHead(int head)
{
    m_head = head;
    update();
}

QRect WatchedView::tileRect(int tile) const
{
    const int columns = bestColumns();
    const int side = sideFor(columns);
    const int row = tile / columns;
    const int column = tile % columns;
    // Spread over the width, as far as they still look like one group.
    const int spare = columns > 1 ? (width() - columns * side) / (columns - 1) : 0;
    const int pitch = side + std::clamp(spare, gap, widestGap);
    return {column * pitch, row * (side + captionHeight() + gap), side, side};
}

void WatchedView::paintEvent(QPaintEvent*)
{
    if (tiles() == 0) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int tile = 0; tile < tiles(); ++tile) {
        paintTile(painter, tileRect(tile), m_watched->images[static_cast<std::size_t>(tile)]);
    }
}

bool WatchedView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        for (int tile = 0; tile < tiles(); ++tile) {
            const QRect square = tileRect(tile).adjusted(0, 0, 0, captionHeight());
            if (square.contains(help->pos())) {
                const auto& image = m_watched->images[static_cast<std::size_t>(tile)];
                QToolTip::showText(help->globalPos(), sentence(image), this, square);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void WatchedView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    update();
}

int WatchedView::tiles() const
{
    return m_watched ? static_cast<int>(m_watched->images.size()) : 0;
}

int WatchedView::captionHeight() const
{
    return fontMetrics().height() + 2;
}

int WatchedView::bestColumns() const
{
    int best = 1;
    for (int columns = 2; columns <= tiles(); ++columns) {
        if (sideFor(columns) > sideFor(best)) {
            best = columns;
        }
    }
    return best;
}

int WatchedView::sideFor(int columns) const
{
    const int rows = (std::max(1, tiles()) + columns - 1) / columns;
    const int byWidth = (width() - (columns - 1) * gap) / columns;
    const int byHeight = (height() - (rows - 1) * gap) / rows - captionHeight();
    return std::max(metrics::unit, std::min(byWidth, byHeight));
}

QString WatchedView::className(int index) const
{
    return index >= 0 && index < m_names.size() ? m_names[index] : QString::number(index);
}

QString WatchedView::sentence(const WatchedImage& image) const
{
    return tr("%1: true %2, said %3 (%4)")
        .arg(QString::fromStdString(image.name), className(image.label), className(image.predicted),
             Format::percent(image.confidence));
}

void WatchedView::paintTile(QPainter& painter, const QRect& square, const WatchedImage& image) const
{
    const auto& tokens = tokensOf(palette());
    QPainterPath outline;
    outline.addRoundedRect(square, corner, corner);
    painter.save();
    painter.setClipPath(outline);
    painter.fillRect(square, tokens.line);
    if (const QImage picture = m_pictures.value(image.index); !picture.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, smoothWhenDrawn(picture, square));
        painter.drawImage(square, picture);
    }
    if (isDrawable(image.heatMap)) {
        paintHeatMap(painter, square, mapOfHead(image.heatMap, m_head), mapOpacity);
    }
    painter.restore();

    const bool right = image.predicted == image.label;
    const QString share = Format::percent(image.confidence, 0);
    const QString said = right ? className(image.label)
                               : tr("%1 → %2", "true class, predicted class")
                                     .arg(className(image.label), className(image.predicted));
    const QFontMetrics text = fontMetrics();
    const QRect caption(square.left(), square.bottom() + 3, square.width(), text.height());
    const int room = caption.width() - text.horizontalAdvance(share) - metrics::unit;
    painter.setPen(right ? tokens.text : tokens.warning);
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                     text.elidedText(said, Qt::ElideRight, room));
    painter.setPen(tokens.secondary);
    painter.drawText(caption, Qt::AlignRight | Qt::AlignVCenter, share);
}

} // namespace weft
