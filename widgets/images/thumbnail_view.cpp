#include "widgets/images/thumbnail_view.h"

#include "widgets/images/thumbnail_delegate.h"
#include "widgets/images/thumbnail_model.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QScrollBar>

#include <algorithm>
#include <chrono>

namespace weft {

namespace {

constexpr std::chrono::milliseconds settleTime{30};
constexpr int tileGap = 2; // Beside the room that every item keeps for its selection ring.

} // namespace

ThumbnailView::ThumbnailView(QWidget* parent)
    : QListView(parent)
    , m_delegate(new ThumbnailDelegate(this))
{
    setItemDelegate(m_delegate);
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    updateGrid();

    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        if (m_thumbnails != nullptr && isVisible()) {
            m_thumbnails->announceVisible(visibleRows());
        }
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_settle.start(); });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] { m_settle.start(); });
}

void ThumbnailView::setThumbnails(ThumbnailModel* model)
{
    if (m_thumbnails != nullptr) {
        disconnect(m_thumbnails, nullptr, this, nullptr);
    }
    m_thumbnails = model;
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, [this] { m_settle.start(); });
    connect(model, &ThumbnailModel::picturesDropped, this, [this] { m_settle.start(); });
    m_settle.start();
}

void ThumbnailView::setSide(int side)
{
    m_delegate->setSide(side);
    updateGrid();
}

int ThumbnailView::side() const
{
    return m_delegate->side();
}

void ThumbnailView::setCaptionsShown(bool shown)
{
    m_delegate->setCaptionsShown(shown);
    updateGrid();
}

void ThumbnailView::updateGrid()
{
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const auto size = m_delegate->sizeHint(option, {});
    setGridSize({size.width() + tileGap, size.height() + tileGap});
    scheduleDelayedItemsLayout();
    m_settle.start();
}

QVector<int> ThumbnailView::visibleRows() const
{
    const int count = model() == nullptr ? 0 : model()->rowCount();
    const int columns = std::max(1, viewport()->width() / gridSize().width());
    const int height = gridSize().height();
    const int top = verticalScrollBar()->value() / height;
    const int lines = 2 * (viewport()->height() / height + 1);
    QVector<int> rows;
    for (int row = top * columns; row < std::min(count, (top + lines) * columns); ++row) {
        rows.append(row);
    }
    return rows;
}

void ThumbnailView::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    m_settle.start();
}

void ThumbnailView::showEvent(QShowEvent* event)
{
    QListView::showEvent(event);
    m_settle.start();
}

void ThumbnailView::changeEvent(QEvent* event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        updateGrid();
    }
}

} // namespace weft
