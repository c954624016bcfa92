#include "widgets/images/thumbnail_model.h"

#include <algorithm>

namespace weft {

namespace {

constexpr int cacheKibibytes = 64 * 1024;

} // namespace

ThumbnailModel::ThumbnailModel(QObject* parent)
    : QAbstractListModel(parent)
    , m_pictures(cacheKibibytes)
{
}

void ThumbnailModel::setItems(QVector<ThumbnailItem> items)
{
    beginResetModel();
    m_pictures.clear();
    m_items = std::move(items);
    endResetModel();
}

int ThumbnailModel::rowOf(qint64 id) const
{
    const auto found = std::find_if(m_items.cbegin(), m_items.cend(),
                                    [id](const ThumbnailItem& item) { return item.id == id; });
    return found == m_items.cend() ? -1 : static_cast<int>(found - m_items.cbegin());
}

void ThumbnailModel::setPicture(int row, const QImage& picture)
{
    if (row < 0 || row >= m_items.size() || picture.isNull()) {
        return;
    }
    const auto cost = std::max<qsizetype>(1, picture.sizeInBytes() / 1024);
    m_pictures.insert(row, new QImage(picture), cost);
    emit dataChanged(index(row), index(row), {Qt::DecorationRole});
}

void ThumbnailModel::dropPictures()
{
    m_pictures.clear();
    if (!m_items.isEmpty()) {
        emit dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
    }
    emit picturesDropped();
}

void ThumbnailModel::announceVisible(const QVector<int>& rows)
{
    QVector<int> missing;
    for (const int row : rows) {
        if (row >= 0 && row < m_items.size() && m_pictures.object(row) == nullptr) {
            missing.append(row);
        }
    }
    if (!missing.isEmpty()) {
        emit picturesWanted(missing);
    }
}

int ThumbnailModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant ThumbnailModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& item = m_items[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return item.caption;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        if (!item.toolTip.isEmpty()) {
            return item.toolTip;
        }
        return item.secondary.isEmpty() ? item.caption
                                        : item.caption + QStringLiteral(", ") + item.secondary;
    case Qt::DecorationRole: {
        const auto* picture = m_pictures.object(index.row());
        return picture == nullptr ? QVariant() : QVariant(*picture);
    }
    case IdRole:
        return item.id;
    case SecondaryRole:
        return item.secondary;
    case BadgeRole:
        return static_cast<int>(item.badge);
    default:
        return {};
    }
}

} // namespace weft
