#pragma once

#include <array>

namespace weft {

/// The files of ExportFormat::Tables.
inline constexpr std::array tableFiles{"confusion.csv", "classes.csv", "epochs.csv", "steps.csv",
                                       "predictions.csv"};

} // namespace weft
