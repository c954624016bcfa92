#pragma once

#include "core/base/result.h"

class QString;

namespace weft {

/// Writes the picture of a comparison's result, as the Compare page saves it, in the theme and the
/// language of the settings. Needs a QApplication, on whose thread it blocks; no screen. Fails as
/// Comparison::open(), and with WriteFailed.
[[nodiscard]] Result<void> drawComparison(const QString& folder, const QString& file);

} // namespace weft
