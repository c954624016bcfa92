#include "widgets/plots/curve_readout.h"

#include <QPainter>

#include <algorithm>

namespace weft {

namespace {

constexpr int padding = metrics::unit;
constexpr int dotSide = metrics::unit;

} // namespace

CurveReadout::CurveReadout(QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    hideReadout();
}

void CurveReadout::showLines(const QString& heading, const std::vector<Line>& lines,
                             const QRect& area, int x)
{
    m_heading = heading;
    m_lines = lines;
    m_area = area;
    m_x = x;
    setVisible(true);
    update();
}

void CurveReadout::hideReadout()
{
    m_lines.clear();
    m_heading.clear();
    setVisible(false);
}

QRect CurveReadout::boxRect(int nameWidth, int valueWidth, int rawWidth) const
{
    const QFontMetrics text(font());
    const int columns = dotSide + padding + nameWidth + 2 * padding + valueWidth +
                        (rawWidth > 0 ? padding + rawWidth : 0);
    const int width = 2 * padding + std::max(columns, text.horizontalAdvance(m_heading));
    const int height = 2 * padding + text.height() * (1 + static_cast<int>(m_lines.size()));
    // Beside the hairline, on the side that has room.
    const int right = m_x + padding;
    const int left = right + width <= m_area.right() ? right : m_x - padding - width;
    return {std::max(left, 0), m_area.top() + padding, width, height};
}

void CurveReadout::paintEvent(QPaintEvent*)
{
    const auto& tokens = tokensOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    painter.setPen(QPen(tokens.secondary, 1, Qt::DotLine));
    painter.drawLine(QPointF(m_x + 0.5, m_area.top()), QPointF(m_x + 0.5, m_area.bottom()));
    int nameWidth = 0;
    int valueWidth = 0;
    int rawWidth = 0;
    const QFontMetrics text(font());
    for (const auto& line : m_lines) {
        if (m_area.adjusted(-dotSide, -dotSide, dotSide, dotSide).contains(line.spot.toPoint())) {
            painter.setPen(QPen(tokens.surface, 2));
            painter.setBrush(line.colour);
            painter.drawEllipse(line.spot, dotSide / 2.0 + 1, dotSide / 2.0 + 1);
        }
        nameWidth = std::max(nameWidth, text.horizontalAdvance(line.name));
        valueWidth = std::max(valueWidth, text.horizontalAdvance(line.value));
        rawWidth = std::max(rawWidth, text.horizontalAdvance(line.raw));
    }

    const QRect box = boxRect(nameWidth, valueWidth, rawWidth);
    painter.setPen(tokens.line);
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(box).translated(0.5, 0.5), 4, 4);
    int top = box.top() + padding;
    painter.setPen(tokens.secondary);
    painter.drawText(box.left() + padding, top + text.ascent(), m_heading);
    for (const auto& line : m_lines) {
        top += text.height();
        int left = box.left() + padding;
        painter.setPen(Qt::NoPen);
        painter.setBrush(line.colour);
        painter.drawEllipse(QPointF(left + dotSide / 2.0, top + text.height() / 2.0), dotSide / 2.0,
                            dotSide / 2.0);
        left += dotSide + padding;
        painter.setPen(tokens.text);
        painter.drawText(left, top + text.ascent(), line.name);
        left += nameWidth + 2 * padding;
        painter.drawText(QRect(left, top, valueWidth, text.height()), Qt::AlignRight, line.value);
        painter.setPen(tokens.secondary);
        painter.drawText(QRect(left + valueWidth + padding, top, rawWidth, text.height()),
                         Qt::AlignRight, line.raw);
    }
}

} // namespace weft
