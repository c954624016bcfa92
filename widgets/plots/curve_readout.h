#pragma once

#include "widgets/plots/curve_series.h"

#include <QRect>
#include <QWidget>

#include <functional>
#include <vector>

namespace weft {

/// The hover read-out: a hairline at the cursor and a small box with each series' value there. Lies
/// over the plot as a layer of its own, so that moving the cursor redraws no curve. Lets the mouse
/// through.
class CurveReadout : public QWidget
{
    Q_OBJECT
public:
    struct Line
    {
        QString name;
        QColor colour;
        QString value;
        QString raw;  ///< Empty: none.
        QPointF spot; ///< Of the value, in this widget's pixels.
    };

    explicit CurveReadout(QWidget* parent);

    /// heading stands over the lines; area is the inside of the axes, x the hairline.
    void showLines(const QString& heading, const std::vector<Line>& lines, const QRect& area,
                   int x);
    void hideReadout();

    [[nodiscard]] QString heading() const { return m_heading; }
    [[nodiscard]] const std::vector<Line>& lines() const { return m_lines; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QRect boxRect(int nameWidth, int valueWidth, int rawWidth) const;

    QString m_heading;
    std::vector<Line> m_lines;
    QRect m_area;
    int m_x = 0;
};

} // namespace weft
