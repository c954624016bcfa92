#pragma once

#include <QAbstractListModel>
#include <QCache>
#include <QImage>
#include <QString>
#include <QVector>

namespace weft {

/// The mark in a thumbnail's corner.
enum class ThumbnailBadge { None, Right, Wrong };

struct ThumbnailItem
{
    qint64 id = 0; ///< What the owner knows the picture by, such as its index in a data set.
    QString caption;
    QString secondary; ///< Beside or below the caption, quieter; may be empty.
    ThumbnailBadge badge = ThumbnailBadge::None;
    QString toolTip{}; ///< Empty: the caption and the secondary text.
};

/// Items with pictures that come later. Holds a bounded number of bytes of pictures: those not
/// looked at for long are dropped and asked for again, so that 10,000 images scroll well.
class ThumbnailModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole, SecondaryRole, BadgeRole };

    explicit ThumbnailModel(QObject* parent = nullptr);

    void setItems(QVector<ThumbnailItem> items); ///< Pictures of the old items are dropped.
    [[nodiscard]] const ThumbnailItem& item(int row) const { return m_items[row]; }
    [[nodiscard]] int rowOf(qint64 id) const; ///< -1: no such item.

    /// Rows out of range are ignored, since a picture may arrive after the items have changed.
    void setPicture(int row, const QImage& picture);
    [[nodiscard]] bool hasPicture(int row) const { return m_pictures.contains(row); }
    void dropPictures(); ///< All of them are asked for again.

    /// The view tells what it shows; emits picturesWanted() for those without a picture.
    void announceVisible(const QVector<int>& rows);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

signals:
    /// Rows on screen that have no picture, top to bottom. Supersedes earlier requests.
    void picturesWanted(const QVector<int>& rows);
    void picturesDropped();

private:
    QVector<ThumbnailItem> m_items;
    QCache<int, QImage> m_pictures; ///< Row to picture; cost in KiB.
};

} // namespace weft
