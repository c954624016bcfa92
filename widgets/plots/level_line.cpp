#include "widgets/plots/level_line_p.h"

namespace weft {

LevelLine::LevelLine(QCustomPlot* plot)
    : m_line(new QCPItemStraightLine(plot))
{
    m_line->setLayer(QStringLiteral("grid")); // Under the curves.
    m_line->setVisible(false);
}

void LevelLine::setLevel(const std::optional<CurveLevel>& level)
{
    m_level = level;
    m_line->setVisible(level.has_value());
    if (level) {
        m_line->point1->setCoords(0, level->value);
        m_line->point2->setCoords(1, level->value);
    }
}

void LevelLine::restyle(const Tokens& tokens)
{
    m_line->setPen(QPen(tokens.secondary, 1.5, Qt::DashLine, Qt::FlatCap));
}

std::optional<CurveReading> LevelLine::readingAt(double epoch) const
{
    if (!m_level) {
        return {};
    }
    return CurveReading{m_level->name, m_line->pen().color(), epoch, m_level->value, {}};
}

} // namespace weft
