#pragma once

#include "widgets/util/theme.h"

#include <QPointF>
#include <QString>
#include <QVector>

#include <optional>

namespace weft {

/// How a series is drawn.
enum class CurveKind {
    Smoothed, ///< Many noisy values: the raw line faint, the causally smoothed one bold over it.
    Points,   ///< Few exact values: a line with a dot on each.
    Level,    ///< One value that everything is held against: a dashed line across the plot.
};

/// One line of a plot.
struct CurveSeries
{
    QString name;
    QColor Tokens::*colour = &Tokens::training; ///< A member, so that it follows the theme.
    CurveKind kind = CurveKind::Smoothed;
};

/// A value that the curves are held against.
struct CurveLevel
{
    QString name;
    double value = 0;
};

/// What the read-out says of one series at the cursor.
struct CurveReading
{
    QString name;
    QColor colour;
    double epoch = 0;          ///< Of the value nearest to the cursor.
    double value = 0;          ///< Of the bold line.
    std::optional<double> raw; ///< Smoothed series only.
};

/// The values of one series, for export.
struct CurveTable
{
    QString name;
    CurveKind kind = CurveKind::Smoothed;
    QVector<QPointF> raw;     ///< (epoch, value).
    QVector<double> smoothed; ///< As many as raw for a smoothed series, else empty.
};

} // namespace weft
