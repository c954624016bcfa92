#pragma once

#include <QStyledItemDelegate>

namespace weft {

/// Draws one item of a ThumbnailModel: a rounded square picture, its badge, the captions below, and
/// a ring in the accent colour around the selected one.
class ThumbnailDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setSide(int side) { m_side = side; }
    [[nodiscard]] int side() const { return m_side; }
    void setCaptionsShown(bool shown) { m_captions = shown; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    int m_side = 64;
    bool m_captions = true;
};

/// The largest square of the picture's centre fills the square; corners are rounded. A null picture
/// leaves a quiet placeholder.
void paintThumbnail(QPainter& painter, const QRectF& square, const QImage& picture,
                    const QPalette& palette);

} // namespace weft
