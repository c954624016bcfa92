#pragma once

#include "widgets/plots/curve_series.h"

#include <QByteArray>

#include <vector>

namespace weft {

/// The curves in the long form that spreadsheets and data frames take as it is: one line a value,
/// with the columns series, epoch, value, smoothed (empty for series that are not smoothed).
[[nodiscard]] QByteArray curvesToCsv(const std::vector<CurveTable>& curves);

} // namespace weft
