#pragma once

#include <QColor>
#include <QPalette>

class QApplication;

namespace weft {

/// The colours of one theme. This is their one place in the code.
struct Tokens
{
    QColor window, surface, line, text, secondary, accent, accentSoft;
    QColor training, validation; ///< Okabe-Ito blue and orange.
    QColor warning, error;
};

[[nodiscard]] const Tokens& lightTokens();
[[nodiscard]] const Tokens& darkTokens();

/// The tokens that go with a palette: painting code asks its own widget's palette, so there is no
/// global state and a repaint follows a change of theme by itself.
[[nodiscard]] const Tokens& tokensOf(const QPalette& palette);

/// Lengths in logical pixels.
namespace metrics {
inline constexpr int unit = 8;
inline constexpr int cardGap = 16;
inline constexpr int radius = 8;
inline constexpr int textPixels = 13;
inline constexpr int keyFigurePixels = 18;
} // namespace metrics

/// Sets palette, style sheet and font for the whole program. May be called again at any time.
void applyTheme(QApplication& application, bool dark);

/// The colours that tell series apart on both themes, in turn: those of Okabe and Ito (2008)
/// without black and yellow.
[[nodiscard]] QColor seriesColour(int series);

/// Viridis (van der Walt, Smith 2015), for value in 0..1.
[[nodiscard]] QColor viridis(double value);

} // namespace weft
