#include "widgets/forms/schedule_curve.h"

#include "widgets/util/theme.h"

#include "core/train/lr_schedule.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace weft {

namespace {

constexpr int curveHeight = 64;
constexpr int mostPoints = 2000;

} // namespace

ScheduleCurve::ScheduleCurve(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    retranslate();
}

void ScheduleCurve::setConfig(const TrainConfig& config)
{
    m_epochs = std::max(1, config.epochs);
    const int perEpoch = std::clamp(mostPoints / m_epochs, 1, 100);
    const LrSchedule schedule(config, perEpoch);
    const int steps = m_epochs * perEpoch;
    const int stride = std::max(1, steps / mostPoints);
    m_points.clear();
    m_highest = 0;
    for (int step = 0; step < steps; step += stride) {
        const double rate = schedule.at(step).learningRate;
        m_points.append({static_cast<double>(step) / perEpoch, rate});
        m_highest = std::max(m_highest, rate);
    }
    update();
}

QSize ScheduleCurve::sizeHint() const
{
    return {200, minimumSizeHint().height()};
}

QSize ScheduleCurve::minimumSizeHint() const
{
    return {120, curveHeight + 2 * (fontMetrics().height() + 2)};
}

void ScheduleCurve::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& tokens = tokensOf(palette());
    const int line = fontMetrics().height() + 2;
    const QRectF top(0, 0, width(), line);
    const QRectF bottom(0, height() - line, width(), line);
    const QRectF area(0.5, line, width() - 1, height() - 2 * line);
    painter.setPen(tokens.secondary);
    const QLocale locale;
    painter.drawText(top, Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Learning rate, up to %1").arg(locale.toString(m_highest, 'g', 3)));
    painter.drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter, locale.toString(0));
    painter.drawText(bottom, Qt::AlignRight | Qt::AlignVCenter,
                     tr("%n epoch(s)", nullptr, m_epochs));
    painter.setPen(QPen(tokens.line, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (m_points.isEmpty() || m_highest <= 0) {
        return;
    }
    QPolygonF curve;
    for (const auto& point : m_points) {
        curve.append({area.left() + point.x() / m_epochs * area.width(),
                      area.bottom() - 1 - point.y() / m_highest * (area.height() - 4)});
    }
    curve.append({area.right(), curve.last().y()});
    painter.setPen(QPen(tokens.accent, 1.5));
    painter.drawPolyline(curve);
}

void ScheduleCurve::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
    }
    QWidget::changeEvent(event);
}

void ScheduleCurve::retranslate()
{
    setToolTip(tr("The learning rate over the epochs of the run, as it is set above"));
    setAccessibleName(tr("Curve of the learning rate"));
    update();
}

} // namespace weft
