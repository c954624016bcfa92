#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace weft {

/// Values of one row of an IntervalChart.
struct IntervalRow
{
    QString name;
    QVector<double> values; ///< A dot each.
    double mean = 0;
    double deviation = 0; ///< Drawn as a bar to both sides of the mean; 0: none.
};

/// Shares (0 to 1) as dots over their mean, a row a group, on one axis in percent that spans what
/// there is. Groups can be told apart without colour.
class IntervalChart : public QWidget
{
    Q_OBJECT
public:
    explicit IntervalChart(QWidget* parent = nullptr);

    void setRows(QVector<IntervalRow> rows);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void describe();
    void paintAxis(QPainter& painter, const QRectF& area) const;
    void paintRow(QPainter& painter, const IntervalRow& row, const QRectF& area) const;
    [[nodiscard]] double xOf(double value, const QRectF& area) const;
    [[nodiscard]] int nameWidth() const;

    QVector<IntervalRow> m_rows;
    double m_low = 0; ///< Of the axis.
    double m_high = 1;
    double m_step = 0.25; ///< Between two of its marks.
};

} // namespace weft
