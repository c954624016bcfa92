#include "widgets/images/probability_bars.h"

#include "widgets/util/format.h"
#include "widgets/util/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace weft {

namespace {

constexpr int barHeight = 6;
constexpr int textToBar = 4;
constexpr int rowGap = 10;

} // namespace

ProbabilityBars::ProbabilityBars(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void ProbabilityBars::setBars(QVector<ProbabilityBar> bars)
{
    m_bars = std::move(bars);
    describe();
    updateGeometry();
    update();
}

int ProbabilityBars::rowHeight() const
{
    return fontMetrics().height() + textToBar + barHeight + rowGap;
}

QSize ProbabilityBars::sizeHint() const
{
    const auto rows = std::max<qsizetype>(1, m_bars.size());
    return {220, static_cast<int>(rows) * rowHeight() - rowGap};
}

QSize ProbabilityBars::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void ProbabilityBars::paintEvent(QPaintEvent* /*event*/)
{
    const auto& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int top = 0;
    for (const auto& bar : m_bars) {
        const QRect line(0, top, width(), fontMetrics().height());
        const QString share = Format::percent(bar.probability);
        painter.setPen(tokens.secondary);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, share);
        const QString mark = bar.truth ? tr("true class") : QString();
        const int taken =
            fontMetrics().horizontalAdvance(share) + metrics::unit +
            (mark.isEmpty() ? 0 : fontMetrics().horizontalAdvance(mark) + metrics::unit);
        const QString name =
            fontMetrics().elidedText(bar.name, Qt::ElideMiddle, std::max(0, width() - taken));
        if (!mark.isEmpty()) {
            const int left = fontMetrics().horizontalAdvance(name) + metrics::unit;
            painter.drawText(line.adjusted(left, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, mark);
        }
        painter.setPen(tokens.text);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, name);

        const QRectF groove(0, line.bottom() + 1 + textToBar, width(), barHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.line);
        painter.drawRoundedRect(groove, barHeight / 2.0, barHeight / 2.0);
        const double part = std::clamp(bar.probability, 0.0, 1.0);
        QRectF filled = groove;
        filled.setWidth(groove.width() * part);
        painter.setBrush(tokens.accent);
        // A bar shorter than its own ends would bulge.
        const qreal radius = std::min(barHeight / 2.0, filled.width() / 2);
        painter.drawRoundedRect(filled, radius, radius);
        top += rowHeight();
    }
}

void ProbabilityBars::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        describe();
        update();
    }
}

void ProbabilityBars::describe()
{
    QStringList parts;
    for (const auto& bar : m_bars) {
        parts.append(bar.name + QLatin1Char(' ') + Format::percent(bar.probability));
    }
    setAccessibleName(tr("Most probable classes"));
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
}

} // namespace weft
