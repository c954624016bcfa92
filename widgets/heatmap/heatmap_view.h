#pragma once

#include "core/train/events.h"

#include <QImage>
#include <QPoint>
#include <QRectF>
#include <QWidget>

#include <optional>

namespace weft {

/// A picture with its heat map. The mouse or the arrow keys pick a cell.
class HeatMapView : public QWidget
{
    Q_OBJECT
public:
    explicit HeatMapView(QWidget* parent = nullptr);

    void setPicture(const QImage& picture); ///< Takes the map off.
    /// crop: where the map lies, relative to the picture (0..1).
    void setHeatMap(const HeatMap& map, const QRectF& crop);
    void clearHeatMap();
    void setOpacity(double opacity); ///< 0..1.
    /// Shown in place of a picture, for instance why there is none.
    void setPlaceholder(const QString& text);

    [[nodiscard]] const QImage& picture() const { return m_picture; }
    [[nodiscard]] const HeatMap& heatMap() const { return m_map; }
    [[nodiscard]] const QRectF& crop() const { return m_crop; }
    [[nodiscard]] double opacity() const { return m_opacity; }
    [[nodiscard]] QRectF pictureRect() const; ///< Where the picture lies in the widget.

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return width; }

signals:
    void cellHovered(int row, int column, double value); ///< Counted from 0.
    void cellLeft();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] std::optional<QPoint> cellAt(const QPointF& position) const;
    void highlight(std::optional<QPoint> cell);
    void describe();

    QImage m_picture;
    HeatMap m_map;
    QRectF m_crop{0, 0, 1, 1};
    double m_opacity = 0.75;
    std::optional<QPoint> m_cell; ///< Highlighted: (column, row).
    QString m_placeholder;
};

} // namespace weft
