#pragma once

class QWidget;

namespace weft {

class FrameCases;

/// Puts 1,000,000 points into the window's loss curve and 1,000 classes into its confusion matrix,
/// moves about in them as a mouse does, and times the frames. Both views are in sight.
void benchLargeViews(QWidget& window, const FrameCases& cases);

} // namespace weft
