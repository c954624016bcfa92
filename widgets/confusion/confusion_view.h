#pragma once

#include "widgets/confusion/confusion_geometry.h"

#include <QAbstractItemView>

#include <optional>

namespace weft {

class ConfusionModel;

/// Draws a ConfusionModel as a shaded matrix: true classes down the side, predicted ones across in
/// the same order. Numbers show where they fit; hovering tells a cell in words; arrow keys move,
/// Return and a click choose. Ctrl with the wheel, plus or minus zooms, Ctrl+0 fits the cells to
/// the room again. Draws only what is in sight, so that 1,000 classes stay quick.
class ConfusionView : public QAbstractItemView
{
    Q_OBJECT
public:
    explicit ConfusionView(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override; ///< A ConfusionModel.
    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;

    [[nodiscard]] QSize sizeHint() const override { return {300, 260}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 100}; }

    /// Larger cells by so many steps, smaller ones where negative; what lies under the point of the
    /// viewport stays there.
    void zoom(int steps, QPoint around);

public slots:
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                     const QVector<int>& roles = {}) override;

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
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void takeClasses();
    void measureNames();
    void zoomTo(std::optional<int> height, QPoint around); ///< Of a cell; none: what fits.
    [[nodiscard]] int captionHeight() const;
    [[nodiscard]] QRect cellsArea() const; ///< Of the viewport.
    [[nodiscard]] QRect placed(int row, int column) const;
    void paintCaption(QPainter& painter) const;
    void paintFrame(QPainter& painter, const QModelIndex& index, const QColor& colour) const;
    void setHovered(const QModelIndex& index);

    ConfusionModel* m_matrix = nullptr; ///< The model.
    ConfusionGeometry m_geometry;
    std::optional<int> m_cellHeight; ///< Zoomed to; none: what fits.
    int m_namesWidth = 0;
    int m_turned = 0; ///< By the wheel, short of a notch.
    QPersistentModelIndex m_hovered;
};

} // namespace weft
