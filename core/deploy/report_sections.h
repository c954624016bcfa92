#pragma once

#include "core/deploy/report.h"

#include <string>

namespace weft {

// The parts of a report, each a card of HTML, or empty where there is nothing to tell.

[[nodiscard]] std::string factsSection(const ReportSources& sources);
[[nodiscard]] std::string curvesSection(const ReportSources& sources);
[[nodiscard]] std::string matrixSection(const ReportSources& sources);
[[nodiscard]] std::string picturesSection(const ReportSources& sources);
[[nodiscard]] std::string networkSection(const ReportSources& sources);
[[nodiscard]] std::string exportsSection(const ReportSources& sources);
[[nodiscard]] std::string changesSection(const ReportSources& sources);
[[nodiscard]] std::string configurationSection(const ReportSources& sources);
[[nodiscard]] std::string environmentSection(const ReportSources& sources);

} // namespace weft
