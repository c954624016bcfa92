#include "widgets/plots/width_chart.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace weft {

namespace {

constexpr double widestBar = 44;
constexpr double gapShare = 0.35; ///< Of a bar's place.

} // namespace

WidthChart::WidthChart(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void WidthChart::setWidths(QVector<int> before, QVector<int> after)
{
    m_before = std::move(before);
    m_after = std::move(after);
    QStringList parts;
    for (qsizetype i = 0; i < m_before.size(); ++i) {
        parts.append(tr("%1 of %2").arg(m_after.value(i)).arg(m_before[i]));
    }
    setAccessibleName(tr("Channels of the blocks"));
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    update();
}

void WidthChart::paintEvent(QPaintEvent* /*event*/)
{
    if (m_before.isEmpty()) {
        return;
    }
    const auto& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont small = font();
    small.setPixelSize(metrics::textPixels - 2);
    painter.setFont(small);
    const QFontMetricsF measure(small);
    const double line = measure.height();
    const double bottom = height() - line - 4;
    const double top = line + 4;
    const int highest = *std::max_element(m_before.cbegin(), m_before.cend());
    const double place =
        std::min(static_cast<double>(width()) / static_cast<double>(m_before.size()),
                 widestBar / (1 - gapShare));
    const double bar = place * (1 - gapShare);
    const bool labels = measure.horizontalAdvance(QString::number(highest)) <= place;
    for (qsizetype i = 0; i < m_before.size(); ++i) {
        const double x = static_cast<double>(i) * place + (place - bar) / 2;
        const auto reach = [&](int channels) {
            return std::max(0.0, bottom - top) * channels / std::max(1, highest);
        };
        const QRectF whole(x + 0.5, bottom - reach(m_before[i]), bar - 1, reach(m_before[i]));
        QRectF rest = whole;
        rest.setTop(bottom - reach(m_after.value(i)));
        painter.fillRect(rest, tokens.accent);
        painter.setPen(QPen(tokens.secondary, 1));
        painter.drawRect(whole);
        if (labels) {
            const auto text = [&](double y, int channels, const QColor& colour) {
                painter.setPen(colour);
                painter.drawText(QRectF(x - place, y, bar + 2 * place, line), Qt::AlignCenter,
                                 QString::number(channels));
            };
            text(whole.top() - line - 2, m_before[i], tokens.secondary);
            text(bottom + 3, m_after.value(i), tokens.text);
        }
    }
    painter.setPen(QPen(tokens.line, 1));
    painter.drawLine(QPointF(0, bottom + 0.5), QPointF(width(), bottom + 0.5));
}

} // namespace weft
