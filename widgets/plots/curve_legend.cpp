#include "widgets/plots/curve_legend.h"

#include <QPainter>

namespace weft {

namespace {

constexpr int dot = metrics::unit;
constexpr int dotGap = 6;
constexpr int entryGap = 2 * metrics::unit;

} // namespace

CurveLegend::CurveLegend(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void CurveLegend::setSeries(const QVector<CurveSeries>& series)
{
    m_series = series;
    updateGeometry();
    update();
}

QSize CurveLegend::sizeHint() const
{
    const QFontMetrics text(font());
    int width = 0;
    for (const auto& series : m_series) {
        width += (width > 0 ? entryGap : 0) + dot + dotGap + text.horizontalAdvance(series.name);
    }
    return {width, text.height()};
}

void CurveLegend::paintEvent(QPaintEvent*)
{
    const auto& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics text(font());
    int x = 0;
    for (const auto& series : m_series) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.*series.colour);
        painter.drawEllipse(QPointF(x + dot / 2.0, height() / 2.0), dot / 2.0, dot / 2.0);
        x += dot + dotGap;
        painter.setPen(tokens.secondary);
        painter.drawText(x, (height() - text.height()) / 2 + text.ascent(), series.name);
        x += text.horizontalAdvance(series.name) + entryGap;
    }
}

} // namespace weft
