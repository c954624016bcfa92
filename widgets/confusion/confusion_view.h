#pragma once

#include "widgets/confusion/confusion_geometry.h"

#include <QAbstractItemView>

namespace weft {

/// Draws a ConfusionModel as a shaded matrix: true classes down the side, predicted ones across in
/// the same order. Numbers show where they fit; hovering tells a cell in words; arrow keys move,
/// Return and a click choose. Draws only what is in sight, so that 100 classes stay quick.
class ConfusionView : public QAbstractItemView
{
    Q_OBJECT
public:
    explicit ConfusionView(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;

    [[nodiscard]] QSize sizeHint() const override { return {300, 260}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 100}; }

signals:
    void cellClicked(int truth, int predicted);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] int horizontalOffset() const override;
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] bool isIndexHidden(const QModelIndex& index) const override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void updateGeometries() override;

    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] int captionHeight() const;
    [[nodiscard]] QRect cellsArea() const; ///< Of the viewport.
    [[nodiscard]] QRect placed(int row, int column) const;
    void paintCells(QPainter& painter, const QRect& dirty) const;
    void paintLabels(QPainter& painter) const;
    void paintFrame(QPainter& painter, const QModelIndex& index, const QColor& colour) const;
    void setHovered(const QModelIndex& index);

    ConfusionGeometry m_geometry;
    QPersistentModelIndex m_hovered;
};

} // namespace weft
