#include "widgets/plots/axis_style_p.h"

namespace weft {

void styleAxis(QCPAxis& axis, const Tokens& tokens, const QFont& font)
{
    axis.setBasePen(Qt::NoPen);
    axis.setTickPen(Qt::NoPen);
    axis.setSubTickPen(Qt::NoPen);
    axis.setTickLabelColor(tokens.secondary);
    axis.setTickLabelFont(font);
    axis.setLabelColor(tokens.secondary);
    axis.setLabelFont(font);
    axis.grid()->setPen(QPen(tokens.line, 1));
    axis.grid()->setZeroLinePen(QPen(tokens.line, 1));
    axis.grid()->setSubGridVisible(false);
}

} // namespace weft
