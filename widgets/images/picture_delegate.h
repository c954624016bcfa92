#pragma once

#include <QStyledItemDelegate>

namespace weft {

/// Rows of a table with a small picture, a QImage, in one column: its corners are rounded. No frame
/// around a single cell, which says nothing where whole rows are chosen.
class PictureDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    PictureDelegate(int column, int side, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    int m_column;
    int m_side;
};

} // namespace weft
