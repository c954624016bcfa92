#pragma once

#include "widgets/util/theme.h"

#include <QString>

namespace weft {

/// The program's one style sheet, made from the tokens. Dynamic properties that it knows:
/// QPushButton[primary="true"], QPushButton[flat="true"], QLabel[role="secondary"],
/// QLabel[role="keyFigure"], QLabel[role="heading"], QLabel[role="error"], QLabel[role="warning"].
[[nodiscard]] QString styleSheetOf(const Tokens& tokens);

} // namespace weft
