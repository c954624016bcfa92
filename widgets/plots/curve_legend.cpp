#include "widgets/plots/curve_legend.h"

#include <QPainter>

namespace weft {

namespace {

constexpr int dot = metrics::unit;
constexpr int dash = 2 * metrics::unit;
constexpr int dotGap = 6;
constexpr int entryGap = 2 * metrics::unit;

int markWidth(const CurveSeries& series)
{
    return series.kind == CurveKind::Level ? dash : dot;
}

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
        width += (width > 0 ? entryGap : 0) + markWidth(series) + dotGap +
                 text.horizontalAdvance(series.name);
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
        const QColor colour = tokens.*series.colour;
        const QPointF left(x, height() / 2.0);
        if (series.kind == CurveKind::Level) {
            painter.setPen(QPen(colour, 1.5, Qt::DashLine, Qt::FlatCap));
            painter.drawLine(left, left + QPointF(dash, 0));
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawEllipse(left + QPointF(dot / 2.0, 0), dot / 2.0, dot / 2.0);
        }
        x += markWidth(series) + dotGap;
        painter.setPen(tokens.secondary);
        painter.drawText(x, (height() - text.height()) / 2 + text.ascent(), series.name);
        x += text.horizontalAdvance(series.name) + entryGap;
    }
}

} // namespace weft
