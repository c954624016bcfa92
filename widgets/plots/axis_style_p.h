#pragma once

#include "widgets/util/theme.h"

#include <qcustomplot.h>

namespace weft {

/// An axis as all plots have it: quiet numbers and grid lines, no line of its own.
void styleAxis(QCPAxis& axis, const Tokens& tokens, const QFont& font);

} // namespace weft
