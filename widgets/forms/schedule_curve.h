#pragma once

#include "core/config/run_config.h"

#include <QPointF>
#include <QVector>
#include <QWidget>

namespace weft {

/// The learning rate over the run as a small curve, with its highest value and the epochs written
/// beside it. Made by the schedule that a training follows, on a coarser grid of steps.
class ScheduleCurve : public QWidget
{
    Q_OBJECT
public:
    explicit ScheduleCurve(QWidget* parent = nullptr);

    void setConfig(const TrainConfig& config);

    /// (epochs done, rate), from the run's first step to its last.
    [[nodiscard]] const QVector<QPointF>& points() const { return m_points; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QVector<QPointF> m_points;
    double m_highest = 0;
    int m_epochs = 0;
};

} // namespace weft
