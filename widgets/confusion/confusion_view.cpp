#include "widgets/confusion/confusion_view.h"

#include "widgets/confusion/confusion_model.h"
#include "widgets/util/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <array>

namespace weft {

namespace {

constexpr int longestLabel = 96;
constexpr int labelGap = 6;
constexpr std::array numberPixels{11, 9}; ///< Tried in this order; where neither fits, no number.

QFont sized(QFont font, int pixels)
{
    font.setPixelSize(pixels);
    return font;
}

QFont labelFont(const QFont& font)
{
    return sized(font, metrics::textPixels - 2);
}

QColor mixed(const QColor& from, const QColor& to, double share)
{
    const auto mix = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(mix(from.redF(), to.redF()), mix(from.greenF(), to.greenF()),
                            mix(from.blueF(), to.blueF()));
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
    if (newModel) {
        connect(newModel, &QAbstractItemModel::modelReset, this, &ConfusionView::updateGeometries);
    }
    updateGeometries();
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
    const QFontMetrics text(labelFont(font()));
    const int classes = model() ? model()->rowCount() : 0;
    int label = 0;
    for (int i = 0; i < classes; ++i) {
        const auto name = model()->headerData(i, Qt::Vertical).toString();
        label = std::max(label, text.horizontalAdvance(name));
    }
    const QSize caption(0, captionHeight());
    m_geometry = ConfusionGeometry(classes, std::min(label, longestLabel) + labelGap,
                                   maximumViewportSize() - caption);
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
    if (!model() || model()->rowCount() == 0) {
        return;
    }
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    paintLabels(painter);
    painter.setClipRect(cellsArea().adjusted(-1, -1, 1, 1));
    paintCells(painter, event->rect());
    const auto& tokens = tokensOf(palette());
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
    QAbstractItemView::keyPressEvent(event);
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

void ConfusionView::paintCells(QPainter& painter, const QRect& dirty) const
{
    const auto& tokens = tokensOf(palette());
    const QColor empty = mixed(tokens.surface, tokens.accent, 0.06);
    const QSize cell = m_geometry.cell();
    const double radius = cell.height() >= 2 * metrics::unit ? 2 : 0;
    const int gap = cell.height() >= metrics::unit + 2 ? 1 : 0;
    const QRect area = cellsArea().intersected(dirty);
    const QRect all = m_geometry.cellRect(0, 0).translated(-horizontalOffset(), -verticalOffset());
    const int last = model()->rowCount() - 1;
    const int firstRow = std::max(0, (area.top() - all.top()) / cell.height());
    const int lastRow = std::min(last, (area.bottom() - all.top()) / cell.height());
    const int firstColumn = std::max(0, (area.left() - all.left()) / cell.width());
    const int lastColumn = std::min(last, (area.right() - all.left()) / cell.width());

    std::array<QFont, numberPixels.size()> fonts;
    for (std::size_t i = 0; i < fonts.size(); ++i) {
        fonts[i] = sized(font(), numberPixels[i]);
    }
    for (int row = firstRow; row <= lastRow; ++row) {
        for (int column = firstColumn; column <= lastColumn; ++column) {
            const auto index = model()->index(row, column);
            const QRect rect = placed(row, column).adjusted(0, 0, -gap, -gap);
            const double rate = index.data(ConfusionModel::RateRole).toDouble();
            painter.setPen(Qt::NoPen);
            painter.setBrush(mixed(empty, tokens.accent, rate));
            painter.drawRoundedRect(rect, radius, radius);
            if (rect.height() < numberPixels.back() + 3) {
                continue;
            }
            const QString number = index.data().toString();
            const auto fitting =
                std::find_if(fonts.begin(), fonts.end(), [&](const QFont& candidate) {
                    return QFontMetrics(candidate).horizontalAdvance(number) <= rect.width() - 2;
                });
            if (fitting != fonts.end()) {
                painter.setFont(*fitting);
                painter.setPen(rate > 0.5 ? tokens.surface : tokens.secondary);
                painter.drawText(rect, Qt::AlignCenter, number);
            }
        }
    }
}

void ConfusionView::paintLabels(QPainter& painter) const
{
    const auto& tokens = tokensOf(palette());
    painter.setFont(labelFont(font()));
    painter.setPen(tokens.secondary);
    const QFontMetrics text(painter.font());
    const QRect area = cellsArea();
    const int height = m_geometry.cell().height();
    // Where rows are lower than a line of text, every second label or fewer.
    const int step = std::max(1, (text.height() - 2 + height - 1) / height);
    painter.setClipRect(viewport()->rect().adjusted(0, 0, 0, -captionHeight()));
    for (int row = 0; row < model()->rowCount(); row += step) {
        const QRect cell = placed(row, 0);
        const QRect line(0, cell.center().y() - text.height() / 2,
                         m_geometry.labelWidth() - labelGap, text.height());
        if (line.bottom() < 0 || line.top() > area.bottom()) {
            continue;
        }
        const auto name = model()->headerData(row, Qt::Vertical).toString();
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                         text.elidedText(name, Qt::ElideRight, line.width()));
    }
    painter.setClipping(false);
    const int bottom = std::min(area.bottom(), placed(model()->rowCount() - 1, 0).bottom());
    painter.drawText(QRect(area.left(), bottom + labelGap, area.width(), text.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("predicted, same order"));
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
    viewport()->update(before.united(visualRect(index)).adjusted(-2, -2, 2, 2));
}

} // namespace weft
