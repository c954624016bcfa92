#include "widgets/confusion/confusion_view.h"

#include "widgets/confusion/confusion_model.h"
#include "widgets/confusion/confusion_painter.h"
#include "widgets/util/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cstdlib>

namespace weft {

namespace {

constexpr int longestLabel = 96;
constexpr int labelGap = ConfusionPainter::labelGap;
constexpr int wheelNotch = 120; ///< Eighths of a degree, as Qt counts.

QFont labelFont(const QFont& font)
{
    QFont smaller = font;
    smaller.setPixelSize(metrics::textPixels - 2);
    return smaller;
}

} // namespace

ConfusionView::ConfusionView(QWidget* parent)
    : QAbstractItemView(parent)
{
    setFrameShape(NoFrame);
    setSelectionMode(SingleSelection);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    horizontalScrollBar()->setSingleStep(2 * metrics::unit);
    verticalScrollBar()->setSingleStep(2 * metrics::unit);
    connect(this, &QAbstractItemView::clicked, this,
            [this](const QModelIndex& index) { emit cellClicked(index.row(), index.column()); });
}

void ConfusionView::setModel(QAbstractItemModel* newModel)
{
    QAbstractItemView::setModel(newModel);
    m_matrix = qobject_cast<ConfusionModel*>(newModel);
    Q_ASSERT(m_matrix || !newModel);
    if (newModel) {
        connect(newModel, &QAbstractItemModel::modelReset, this, &ConfusionView::takeClasses);
    }
    takeClasses();
}

void ConfusionView::takeClasses()
{
    m_cellHeight.reset();
    measureNames();
    updateGeometries();
}

void ConfusionView::measureNames()
{
    const QFontMetrics text(labelFont(font()));
    const int classes = model() ? model()->rowCount() : 0;
    m_namesWidth = 0;
    for (int i = 0; i < classes && m_namesWidth < longestLabel; ++i) {
        const auto name = model()->headerData(i, Qt::Vertical).toString();
        m_namesWidth = std::max(m_namesWidth, text.horizontalAdvance(name));
    }
    m_namesWidth = std::min(m_namesWidth, longestLabel) + labelGap;
}

void ConfusionView::dataChanged(const QModelIndex& /*topLeft*/, const QModelIndex& /*bottomRight*/,
                                const QVector<int>& /*roles*/)
{
    // The base class would ask for the place of each cell, of which there may be a million.
    viewport()->update();
}

void ConfusionView::zoom(int steps, QPoint around)
{
    const int now = m_geometry.cell().height();
    const auto [least, most] = m_geometry.heights();
    int height = now;
    for (int i = 0; i < std::abs(steps); ++i) {
        // A quarter a step, and a pixel where that is less.
        height =
            steps > 0 ? std::max(height + 1, height * 5 / 4) : std::min(height - 1, height * 4 / 5);
    }
    zoomTo(std::clamp(height, least, most), around);
}

void ConfusionView::zoomTo(std::optional<int> height, QPoint around)
{
    // What lies under the point stays there.
    const QPointF inCells = around - QPointF(m_geometry.labelWidth(), 0);
    const QPointF place((inCells.x() + horizontalOffset()) / m_geometry.cell().width(),
                        (inCells.y() + verticalOffset()) / m_geometry.cell().height());
    m_cellHeight = height;
    updateGeometries();
    const QSize cell = m_geometry.cell();
    horizontalScrollBar()->setValue(qRound(place.x() * cell.width() - inCells.x()));
    verticalScrollBar()->setValue(qRound(place.y() * cell.height() - inCells.y()));
}

QRect ConfusionView::visualRect(const QModelIndex& index) const
{
    return index.isValid() ? placed(index.row(), index.column()) : QRect();
}

void ConfusionView::scrollTo(const QModelIndex& index, ScrollHint)
{
    const QRect area = cellsArea();
    const QRect cell = visualRect(index);
    if (!cell.isValid()) {
        return;
    }
    const auto moveInto = [](QScrollBar& bar, int low, int high, int from, int to) {
        if (low < from) {
            bar.setValue(bar.value() - (from - low));
        } else if (high > to) {
            bar.setValue(bar.value() + (high - to));
        }
    };
    moveInto(*horizontalScrollBar(), cell.left(), cell.right(), area.left(), area.right());
    moveInto(*verticalScrollBar(), cell.top(), cell.bottom(), area.top(), area.bottom());
}

QModelIndex ConfusionView::indexAt(const QPoint& point) const
{
    if (!model() || !cellsArea().contains(point)) {
        return {};
    }
    const QPoint cell = m_geometry.cellAt(point + QPoint(horizontalOffset(), verticalOffset()));
    return cell.x() < 0 ? QModelIndex() : model()->index(cell.y(), cell.x());
}

QModelIndex ConfusionView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if (!model() || model()->rowCount() == 0) {
        return {};
    }
    const int last = model()->rowCount() - 1;
    const int page = std::max(1, cellsArea().height() / m_geometry.cell().height());
    int row = std::max(0, currentIndex().row());
    int column = std::max(0, currentIndex().column());
    switch (action) {
    case MoveUp:
        --row;
        break;
    case MoveDown:
        ++row;
        break;
    case MoveLeft:
    case MovePrevious:
        --column;
        break;
    case MoveRight:
    case MoveNext:
        ++column;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MoveHome:
        column = 0;
        row = modifiers.testFlag(Qt::ControlModifier) ? 0 : row;
        break;
    case MoveEnd:
        column = last;
        row = modifiers.testFlag(Qt::ControlModifier) ? last : row;
        break;
    }
    return model()->index(std::clamp(row, 0, last), std::clamp(column, 0, last));
}

int ConfusionView::horizontalOffset() const
{
    return horizontalScrollBar()->value();
}

int ConfusionView::verticalOffset() const
{
    return verticalScrollBar()->value();
}

bool ConfusionView::isIndexHidden(const QModelIndex&) const
{
    return false;
}

void ConfusionView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command)
{
    const auto index = indexAt(rect.topLeft());
    selectionModel()->select(QItemSelection(index, index), command);
}

QRegion ConfusionView::visualRegionForSelection(const QItemSelection& selection) const
{
    QRegion region;
    for (const auto& index : selection.indexes()) {
        region += visualRect(index);
    }
    return region;
}

void ConfusionView::updateGeometries()
{
    const int classes = model() ? model()->rowCount() : 0;
    const QSize caption(0, captionHeight());
    m_geometry =
        ConfusionGeometry(classes, m_namesWidth, maximumViewportSize() - caption, m_cellHeight);
    const QSize room = viewport()->size() - caption;
    const QSize content = m_geometry.contentSize();
    horizontalScrollBar()->setPageStep(room.width());
    horizontalScrollBar()->setRange(0, std::max(0, content.width() - room.width()));
    verticalScrollBar()->setPageStep(room.height());
    verticalScrollBar()->setRange(0, std::max(0, content.height() - room.height()));
    QAbstractItemView::updateGeometries();
    viewport()->update();
}

void ConfusionView::paintEvent(QPaintEvent* event)
{
    if (!m_matrix || m_matrix->rowCount() == 0) {
        return;
    }
    const auto& tokens = tokensOf(palette());
    const QRect area = cellsArea();
    const ConfusionPainter parts(*m_matrix, m_geometry, tokens,
                                 {horizontalOffset(), verticalOffset()}, area);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    if (event->rect().bottom() > area.bottom() || event->rect().left() < area.left()) {
        painter.setClipRect(viewport()->rect().adjusted(0, 0, 0, -captionHeight()));
        parts.paintNames(painter, labelFont(font()));
        painter.setClipping(false);
        paintCaption(painter);
    }
    painter.setClipRect(area.adjusted(-1, -1, 1, 1));
    parts.paintCells(painter, font(), event->rect());
    paintFrame(painter, m_hovered, tokens.secondary);
    if (hasFocus()) {
        paintFrame(painter, currentIndex(), tokens.text);
    }
}

void ConfusionView::keyPressEvent(QKeyEvent* event)
{
    const bool chooses = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                         event->key() == Qt::Key_Space;
    if (chooses && currentIndex().isValid()) {
        emit cellClicked(currentIndex().row(), currentIndex().column());
        event->accept();
        return;
    }
    if (event->matches(QKeySequence::ZoomIn) || event->matches(QKeySequence::ZoomOut)) {
        zoom(event->matches(QKeySequence::ZoomIn) ? 1 : -1, cellsArea().center());
        return;
    }
    if (event->key() == Qt::Key_0 && event->modifiers().testFlag(Qt::ControlModifier)) {
        zoomTo({}, cellsArea().center());
        return;
    }
    QAbstractItemView::keyPressEvent(event);
}

void ConfusionView::wheelEvent(QWheelEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        QAbstractItemView::wheelEvent(event);
        return;
    }
    m_turned += event->angleDelta().y();
    zoom(m_turned / wheelNotch, event->position().toPoint());
    m_turned %= wheelNotch;
    event->accept();
}

bool ConfusionView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::MouseMove) {
        setHovered(indexAt(static_cast<QMouseEvent*>(event)->pos()));
    } else if (event->type() == QEvent::Leave) {
        setHovered({});
    }
    return QAbstractItemView::viewportEvent(event);
}

void ConfusionView::changeEvent(QEvent* event)
{
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measureNames();
        updateGeometries();
    } else if (event->type() == QEvent::LanguageChange) {
        viewport()->update();
    }
}

int ConfusionView::captionHeight() const
{
    return QFontMetrics(labelFont(font())).height() + labelGap;
}

QRect ConfusionView::cellsArea() const
{
    return viewport()->rect().adjusted(m_geometry.labelWidth(), 0, 0, -captionHeight());
}

QRect ConfusionView::placed(int row, int column) const
{
    return m_geometry.cellRect(row, column).translated(-horizontalOffset(), -verticalOffset());
}

void ConfusionView::paintCaption(QPainter& painter) const
{
    painter.setFont(labelFont(font()));
    painter.setPen(tokensOf(palette()).secondary);
    const QRect area = cellsArea();
    const int bottom = std::min(area.bottom(), placed(model()->rowCount() - 1, 0).bottom());
    const bool zooms =
        m_cellHeight || horizontalScrollBar()->maximum() > 0 || verticalScrollBar()->maximum() > 0;
    const QRect line(area.left(), bottom + labelGap, area.width(),
                     QFontMetrics(painter.font()).height());
    const QString text =
        zooms ? tr("predicted, same order · Ctrl+wheel zooms") : tr("predicted, same order");
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(painter.font()).elidedText(text, Qt::ElideRight, line.width()));
}

void ConfusionView::paintFrame(QPainter& painter, const QModelIndex& index,
                               const QColor& colour) const
{
    if (index.isValid()) {
        painter.setPen(QPen(colour, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(visualRect(index)).adjusted(0, 0, -1, -1), 2, 2);
    }
}

void ConfusionView::setHovered(const QModelIndex& index)
{
    if (m_hovered == index) {
        return;
    }
    const QRect before = visualRect(m_hovered);
    m_hovered = index;
    for (const QRect& frame : {before, visualRect(index)}) {
        viewport()->update(frame.adjusted(-2, -2, 2, 2));
    }
}

} // namespace weft
