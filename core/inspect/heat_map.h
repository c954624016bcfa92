#pragma once

#include "core/data/image.h"
#include "core/data/transforms.h"
#include "core/train/events.h"

#include <array>
#include <cstdint>

namespace weft {

/// True where the map has as many cells as its shape says, and at least one.
[[nodiscard]] bool isDrawable(const HeatMap& map);

/// The map of one attention head, from 1; the map itself, the mean, for 0 and where there is no
/// such head.
[[nodiscard]] HeatMap mapOfHead(const HeatMap& map, int head);

/// A cell's strength for the eye, 0..1. Grad-CAM is that already. Attention is divided by its
/// largest cell, or by twice the uniform share where all cells are small: a network that looks
/// everywhere alike must not look as if it were sure. A value that is not finite counts as 0.
[[nodiscard]] double cellStrength(const HeatMap& map, int row, int column);

/// Viridis (van der Walt, Smith 2015) as red, green, blue, for value in 0..1; others are clamped.
[[nodiscard]] std::array<std::uint8_t, 3> viridisRgb(double value);

/// The picture with the map over that part of it: viridis by strength, and opaque by strength too,
/// so that the picture stays visible where the network does not look. opacity, 0..1, scales the
/// whole. A map that cannot be drawn leaves the picture as it is.
[[nodiscard]] Image overlayHeatMap(const Image& picture, const HeatMap& map, const CropRect& area,
                                   double opacity);

} // namespace weft
