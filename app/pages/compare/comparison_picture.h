#pragma once

class QString;

namespace weft {

/// Writes the picture of a comparison's result, as the Compare page saves it, in the theme and the
/// language of the settings. Needs a QApplication, on whose thread it blocks; no screen. Returns
/// the program's exit code: 0, or 1 after a failure with a line on standard error.
[[nodiscard]] int drawComparison(const QString& folder, const QString& file);

} // namespace weft
