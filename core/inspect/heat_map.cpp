#include "core/inspect/heat_map.h"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

double fullStrength(const HeatMap& map)
{
    if (map.kind == HeatMapKind::GradCam) {
        return 1.0;
    }
    double largest = 2.0 / static_cast<double>(map.cells.size());
    for (const float cell : map.cells) {
        if (std::isfinite(cell)) {
            largest = std::max(largest, static_cast<double>(cell));
        }
    }
    return largest;
}

void mix(std::uint8_t& pixel, std::uint8_t colour, double share)
{
    pixel = static_cast<std::uint8_t>(std::lround(pixel + share * (colour - pixel)));
}

/// Lays the colour over the part of the rectangle that is inside the picture.
void fill(Image& picture, const CropRect& area, const std::array<std::uint8_t, 3>& colour,
          double share)
{
    for (int y = std::max(area.y, 0); y < std::min(area.y + area.height, picture.height); ++y) {
        for (int x = std::max(area.x, 0); x < std::min(area.x + area.width, picture.width); ++x) {
            auto* const pixel = &picture.rgb[3 * (static_cast<std::size_t>(y) * picture.width + x)];
            for (std::size_t i = 0; i < colour.size(); ++i) {
                mix(pixel[i], colour[i], share);
            }
        }
    }
}

} // namespace

bool isDrawable(const HeatMap& map)
{
    return map.rows > 0 && map.columns > 0 &&
           map.cells.size() == static_cast<std::size_t>(map.rows) * map.columns;
}

HeatMap mapOfHead(const HeatMap& map, int head)
{
    const bool known = head > 0 && static_cast<std::size_t>(head) <= map.heads.size();
    return known ? HeatMap{map.kind, map.rows, map.columns,
                           map.heads[static_cast<std::size_t>(head) - 1]}
                 : map;
}

double cellStrength(const HeatMap& map, int row, int column)
{
    const float value = map.cells[static_cast<std::size_t>(row * map.columns + column)];
    return std::isfinite(value) ? std::clamp(value / fullStrength(map), 0.0, 1.0) : 0.0;
}

std::array<std::uint8_t, 3> viridisRgb(double value)
{
    // Every ninth of the published table; straight lines between them stay within 3 of 255.
    static constexpr std::array<std::array<std::uint8_t, 3>, 10> stops{{{0x44, 0x01, 0x54},
                                                                        {0x48, 0x28, 0x78},
                                                                        {0x3E, 0x4A, 0x89},
                                                                        {0x31, 0x68, 0x8E},
                                                                        {0x26, 0x82, 0x8E},
                                                                        {0x1F, 0x9E, 0x89},
                                                                        {0x35, 0xB7, 0x79},
                                                                        {0x6D, 0xCD, 0x59},
                                                                        {0xB4, 0xDE, 0x2C},
                                                                        {0xFD, 0xE7, 0x25}}};
    const double clamped = std::isnan(value) ? 0.0 : std::clamp(value, 0.0, 1.0);
    const double position = clamped * (stops.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(position), stops.size() - 2);
    auto colour = stops[below];
    for (std::size_t i = 0; i < colour.size(); ++i) {
        mix(colour[i], stops[below + 1][i], position - static_cast<double>(below));
    }
    return colour;
}

Image overlayHeatMap(const Image& picture, const HeatMap& map, const CropRect& area, double opacity)
{
    Image result = picture;
    if (!isDrawable(map)) {
        return result;
    }
    // Neighbours share the edge that is reckoned here, so that cells neither overlap nor gape.
    const auto edge = [](int from, int length, int index, int count) {
        return from + static_cast<int>(std::int64_t{length} * index / count);
    };
    for (int row = 0; row < map.rows; ++row) {
        for (int column = 0; column < map.columns; ++column) {
            const int left = edge(area.x, area.width, column, map.columns);
            const int top = edge(area.y, area.height, row, map.rows);
            const CropRect cell{left, top, edge(area.x, area.width, column + 1, map.columns) - left,
                                edge(area.y, area.height, row + 1, map.rows) - top};
            const double strength = cellStrength(map, row, column);
            fill(result, cell, viridisRgb(strength), std::clamp(opacity, 0.0, 1.0) * strength);
        }
    }
    return result;
}

} // namespace weft
