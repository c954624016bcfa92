#include "widgets/plots/interval_chart.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr int rowHeight = 36;
constexpr double dotRadius = 3.5;
constexpr double barHeight = 10;
constexpr int mostNameWidth = 220;
constexpr int marks = 5; ///< On the axis, about.

/// The step of 1, 2 or 5 times a power of ten that gives about so many marks.
double roundStep(double span)
{
    const double raw = span / marks;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= raw) {
            return factor * power;
        }
    }
    return 10 * power;
}

} // namespace

IntervalChart::IntervalChart(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void IntervalChart::setRows(QVector<IntervalRow> rows)
{
    m_rows = std::move(rows);
    double low = 1;
    double high = 0;
    for (const auto& row : m_rows) {
        for (const double value : row.values) {
            low = std::min({low, value, row.mean - row.deviation});
            high = std::max({high, value, row.mean + row.deviation});
        }
    }
    constexpr double leastSpan = 0.01; // A point: less would make noise look large.
    if (low > high) {
        low = 0;
        high = 1;
    }
    const double middle = (low + high) / 2;
    const double span = std::max(leastSpan, high - low);
    m_step = roundStep(span);
    m_low = std::max(0.0, std::floor((middle - span / 2) / m_step) * m_step);
    m_high = std::min(1.0, std::ceil((middle + span / 2) / m_step) * m_step);
    describe();
    updateGeometry();
    update();
}

int IntervalChart::nameWidth() const
{
    int widest = 0;
    for (const auto& row : m_rows) {
        widest = std::max(widest, fontMetrics().horizontalAdvance(row.name));
    }
    return std::min(widest, mostNameWidth) + 2 * metrics::unit;
}

QSize IntervalChart::sizeHint() const
{
    return {480,
            static_cast<int>(m_rows.size()) * rowHeight + fontMetrics().height() + metrics::unit};
}

QSize IntervalChart::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

double IntervalChart::xOf(double value, const QRectF& area) const
{
    return area.left() + (value - m_low) / (m_high - m_low) * area.width();
}

void IntervalChart::paintEvent(QPaintEvent* /*event*/)
{
    if (m_rows.isEmpty()) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int names = nameWidth();
    const int margin = fontMetrics().horizontalAdvance(Format::percent(1)) / 2;
    const QRectF area(names + margin, 0, std::max(1, width() - names - 2 * margin),
                      static_cast<double>(m_rows.size()) * rowHeight);
    paintAxis(painter, area);
    QRectF line(area.left(), 0, area.width(), rowHeight);
    for (const auto& row : m_rows) {
        painter.setPen(tokensOf(palette()).text);
        painter.drawText(QRectF(0, line.top(), names - metrics::unit, rowHeight),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(row.name, Qt::ElideRight, names - metrics::unit));
        paintRow(painter, row, line);
        line.translate(0, rowHeight);
    }
}

void IntervalChart::paintAxis(QPainter& painter, const QRectF& area) const
{
    const auto& tokens = tokensOf(palette());
    constexpr double rounding = 1e-9;
    const int decimals = m_step < 0.01 - rounding ? 1 : 0;
    for (double mark = m_low; mark <= m_high + rounding; mark += m_step) {
        const double x = xOf(mark, area);
        painter.setPen(tokens.line);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(tokens.secondary);
        painter.drawText(
            QRectF(x - 60, area.bottom() + metrics::unit / 2.0, 120, fontMetrics().height()),
            Qt::AlignHCenter | Qt::AlignTop, Format::percent(mark, decimals));
    }
}

void IntervalChart::paintRow(QPainter& painter, const IntervalRow& row, const QRectF& area) const
{
    if (row.values.isEmpty()) {
        return;
    }
    const auto& tokens = tokensOf(palette());
    const double middle = area.center().y();
    if (row.deviation > 0) {
        const double left = xOf(std::max(m_low, row.mean - row.deviation), area);
        const double right = xOf(std::min(m_high, row.mean + row.deviation), area);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.accentSoft);
        painter.drawRoundedRect(QRectF(left, middle - barHeight / 2, right - left, barHeight),
                                barHeight / 2, barHeight / 2);
    }
    const double mean = xOf(row.mean, area);
    painter.setPen(QPen(tokens.accent, 2));
    painter.drawLine(QPointF(mean, middle - barHeight), QPointF(mean, middle + barHeight));
    painter.setPen(QPen(tokens.surface, 1));
    painter.setBrush(tokens.accent);
    for (const double value : row.values) {
        painter.drawEllipse(QPointF(xOf(value, area), middle), dotRadius, dotRadius);
    }
}

void IntervalChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) {
        describe();
        updateGeometry();
        update();
    }
}

void IntervalChart::describe()
{
    QStringList parts;
    for (const auto& row : m_rows) {
        if (!row.values.isEmpty()) {
            parts.append(row.name + QLatin1Char(' ') + Format::percent(row.mean));
        }
    }
    setAccessibleName(tr("Accuracies"));
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
}

} // namespace weft
