#pragma once

#include "widgets/plots/curve_series.h"

#include <QVector>
#include <QWidget>

namespace weft {

/// The names of a plot's series beside dots (levels: dashes) of their colours, in one row.
class CurveLegend : public QWidget
{
    Q_OBJECT
public:
    explicit CurveLegend(QWidget* parent = nullptr);

    void setSeries(const QVector<CurveSeries>& series);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVector<CurveSeries> m_series;
};

} // namespace weft
