#include "widgets/heatmap/heatmap_view.h"

#include "widgets/heatmap/heatmap_painter.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace weft {

HeatMapView::HeatMapView(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(96, 96);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    describe();
}

void HeatMapView::setPicture(const QImage& picture)
{
    m_picture = picture;
    clearHeatMap();
}

void HeatMapView::setHeatMap(const HeatMap& map, const QRectF& crop)
{
    m_map = map;
    m_crop = crop;
    highlight({});
    describe();
    update();
}

void HeatMapView::clearHeatMap()
{
    setHeatMap({}, QRectF(0, 0, 1, 1));
}

void HeatMapView::setOpacity(double opacity)
{
    m_opacity = std::clamp(opacity, 0.0, 1.0);
    update();
}

void HeatMapView::setPlaceholder(const QString& text)
{
    m_placeholder = text;
    describe();
    update();
}

QRectF HeatMapView::pictureRect() const
{
    if (m_picture.isNull()) {
        return {};
    }
    const QSizeF size = QSizeF(m_picture.size()).scaled(this->size(), Qt::KeepAspectRatio);
    return {(width() - size.width()) / 2, (height() - size.height()) / 2, size.width(),
            size.height()};
}

QSize HeatMapView::sizeHint() const
{
    return {320, 320};
}

void HeatMapView::paintEvent(QPaintEvent* /*event*/)
{
    const auto& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_picture.isNull()) {
        painter.setPen(tokens.secondary);
        painter.drawText(rect().adjusted(metrics::cardGap, 0, -metrics::cardGap, 0),
                         Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    const QRectF area = pictureRect();
    QPainterPath outline;
    outline.addRoundedRect(area, metrics::radius / 2.0, metrics::radius / 2.0);
    painter.save();
    painter.setClipPath(outline);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smoothWhenDrawn(m_picture, area));
    painter.drawImage(area, m_picture);
    const QRectF map = mapArea(area, m_crop);
    if (isDrawable(m_map)) {
        // What the network does not see at all steps back a little.
        QPainterPath unseen;
        unseen.addRect(area);
        unseen.addRect(map);
        QColor veil = tokens.surface;
        veil.setAlphaF(0.45F);
        painter.fillPath(unseen, veil);
        paintHeatMap(painter, map, m_map, m_opacity);
    }
    if (m_cell) {
        const QRectF cell = cellRect(m_map, map, m_cell->y(), m_cell->x());
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Qt::black, 3));
        painter.drawRect(cell.adjusted(1, 1, -1, -1));
        painter.setPen(QPen(Qt::white, 1.5));
        painter.drawRect(cell.adjusted(1, 1, -1, -1));
    }
    painter.restore();
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(tokens.accent, 2));
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), metrics::radius / 2.0,
                                metrics::radius / 2.0);
    }
}

std::optional<QPoint> HeatMapView::cellAt(const QPointF& position) const
{
    const QRectF map = mapArea(pictureRect(), m_crop);
    if (!isDrawable(m_map) || m_picture.isNull() || !map.contains(position)) {
        return {};
    }
    const auto column = static_cast<int>((position.x() - map.left()) / map.width() * m_map.columns);
    const auto row = static_cast<int>((position.y() - map.top()) / map.height() * m_map.rows);
    return QPoint(std::min(column, m_map.columns - 1), std::min(row, m_map.rows - 1));
}

void HeatMapView::highlight(std::optional<QPoint> cell)
{
    if (cell == m_cell) {
        return;
    }
    m_cell = cell;
    update();
    if (!cell) {
        emit cellLeft();
        return;
    }
    const auto index = static_cast<std::size_t>(cell->y() * m_map.columns + cell->x());
    emit cellHovered(cell->y(), cell->x(), static_cast<double>(m_map.cells[index]));
}

void HeatMapView::mouseMoveEvent(QMouseEvent* event)
{
    highlight(cellAt(event->position()));
}

void HeatMapView::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    highlight({});
}

void HeatMapView::keyPressEvent(QKeyEvent* event)
{
    QPoint step;
    switch (event->key()) {
    case Qt::Key_Left:
        step = {-1, 0};
        break;
    case Qt::Key_Right:
        step = {1, 0};
        break;
    case Qt::Key_Up:
        step = {0, -1};
        break;
    case Qt::Key_Down:
        step = {0, 1};
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (!isDrawable(m_map) || m_picture.isNull()) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (!m_cell) {
        highlight(strongestCell(m_map));
        return;
    }
    const QPoint next = *m_cell + step;
    highlight(QPoint(std::clamp(next.x(), 0, m_map.columns - 1),
                     std::clamp(next.y(), 0, m_map.rows - 1)));
}

void HeatMapView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    highlight({});
}

void HeatMapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        describe();
    }
}

void HeatMapView::describe()
{
    setAccessibleName(tr("Picture with heat map"));
    if (m_picture.isNull()) {
        setAccessibleDescription(m_placeholder);
        return;
    }
    const auto strongest = strongestCell(m_map);
    if (!strongest) {
        setAccessibleDescription(tr("No heat map"));
        return;
    }
    const auto index = static_cast<std::size_t>(strongest->y() * m_map.columns + strongest->x());
    setAccessibleDescription(tr("%1 by %2 cells, strongest in row %3, column %4: %5")
                                 .arg(m_map.rows)
                                 .arg(m_map.columns)
                                 .arg(strongest->y() + 1)
                                 .arg(strongest->x() + 1)
                                 .arg(static_cast<double>(m_map.cells[index]), 0, 'f', 3));
}

} // namespace weft
