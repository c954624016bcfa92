#include "widgets/plots/point_labels.h"

#include <limits>

namespace weft {

namespace {

constexpr double markRadius = 6;
constexpr double nearest = 9; ///< From a point to its label.
constexpr double step = 8;
constexpr int rings = 14;

double covered(const QRectF& a, const QRectF& b)
{
    const QRectF both = a.intersected(b);
    return both.isEmpty() ? 0 : both.width() * both.height();
}

QRectF mark(const QPointF& point)
{
    return {point.x() - markRadius, point.y() - markRadius, 2 * markRadius, 2 * markRadius};
}

/// The places on one ring around a point, the best to read first.
QVector<QRectF> placesAround(const QPointF& point, const QSizeF& size, double distance)
{
    const double right = point.x() + distance;
    const double left = point.x() - distance - size.width();
    const double middle = point.x() - size.width() / 2;
    const double level = point.y() - size.height() / 2;
    const double above = point.y() - distance - size.height();
    const double below = point.y() + distance;
    const auto at = [&size](double x, double y) { return QRectF(QPointF(x, y), size); };
    return {at(right, level), at(left, level),  at(middle, above), at(middle, below),
            at(right, above), at(right, below), at(left, above),   at(left, below)};
}

} // namespace

QVector<QRectF> placeLabels(const QVector<QPointF>& points, const QVector<QSizeF>& sizes,
                            const QRectF& area)
{
    QVector<QRectF> placed;
    for (qsizetype i = 0; i < points.size(); ++i) {
        QRectF best;
        double leastCost = std::numeric_limits<double>::max();
        for (int ring = 0; ring < rings && leastCost > 0; ++ring) {
            for (const auto& place : placesAround(points[i], sizes[i], nearest + ring * step)) {
                // What lies outside cannot be read at all.
                double cost = 10 * (place.width() * place.height() - covered(place, area));
                for (const auto& other : placed) {
                    cost += covered(place, other);
                }
                for (const auto& point : points) {
                    cost += covered(place, mark(point));
                }
                if (cost < leastCost) {
                    leastCost = cost;
                    best = place;
                }
                if (cost <= 0) {
                    break;
                }
            }
        }
        placed.append(best);
    }
    return placed;
}

} // namespace weft
