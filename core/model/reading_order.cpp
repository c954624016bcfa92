#include "core/model/reading_order.h"

#include <cstdlib>
#include <numeric>

namespace weft {

namespace {

/// A way along one side of a rectangle; one of x and y is 0.
struct Span
{
    int x = 0, y = 0;

    [[nodiscard]] int length() const { return std::abs(x + y); }
    /// Rounded towards minus infinity: halves of opposite spans fit together.
    [[nodiscard]] Span half() const { return {x >> 1, y >> 1}; }
    [[nodiscard]] Span unit() const { return {(x > 0) - (x < 0), (y > 0) - (y < 0)}; }
    Span operator+(Span other) const { return {x + other.x, y + other.y}; }
    Span operator-(Span other) const { return {x - other.x, y - other.y}; }
    Span operator-() const { return {-x, -y}; }
};

/// Fills rectangles by a generalised Hilbert curve (J. Cerveny, github.com/jakubcerveny/gilbert).
class HilbertCurve
{
public:
    explicit HilbertCurve(int side)
        : m_side(side)
    {
        fill({0, 0}, {side, 0}, {0, side});
    }

    [[nodiscard]] CellOrder cells() && { return std::move(m_cells); }

private:
    /// From the corner on, ending at the corner's neighbour along the major side.
    void fill(Span corner, Span major, Span minor)
    {
        if (minor.length() == 1) {
            addLine(corner, major);
            return;
        }
        if (major.length() == 1) {
            addLine(corner, minor);
            return;
        }
        auto halfMajor = major.half();
        auto halfMinor = minor.half();
        if (2 * major.length() > 3 * minor.length()) {
            // Long: two halves one behind the other, the first of an even length.
            if (halfMajor.length() % 2 != 0 && major.length() > 2) {
                halfMajor = halfMajor + major.unit();
            }
            fill(corner, halfMajor, minor);
            fill(corner + halfMajor, major - halfMajor, minor);
            return;
        }
        // Up, along, and down again.
        if (halfMinor.length() % 2 != 0 && minor.length() > 2) {
            halfMinor = halfMinor + minor.unit();
        }
        fill(corner, halfMinor, halfMajor);
        fill(corner + halfMinor, major, minor - halfMinor);
        fill(corner + (major - major.unit()) + (halfMinor - minor.unit()), -halfMinor,
             -(major - halfMajor));
    }

    void addLine(Span from, Span way)
    {
        auto place = from;
        for (int i = 0; i < way.length(); ++i) {
            m_cells.push_back(std::int64_t{place.y} * m_side + place.x);
            place = place + way.unit();
        }
    }

    int m_side;
    CellOrder m_cells;
};

} // namespace

std::vector<ReadingOrder> readingsOf(ReadingOrder order)
{
    if (order == ReadingOrder::RowsColumns) {
        return {ReadingOrder::Row, ReadingOrder::Column};
    }
    return {order};
}

CellOrder readingOrder(ReadingOrder order, int side)
{
    if (order == ReadingOrder::Hilbert) {
        return HilbertCurve(side).cells();
    }
    CellOrder cells(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    std::iota(cells.begin(), cells.end(), 0);
    for (auto& cell : cells) {
        const auto line = cell / side;
        const auto place = cell % side;
        if (order == ReadingOrder::Column) {
            cell = place * side + line;
        } else if (order == ReadingOrder::Snake && line % 2 != 0) {
            cell = line * side + side - 1 - place;
        }
    }
    return cells;
}

CellOrder inverseOrder(const CellOrder& order)
{
    CellOrder steps(order.size());
    for (std::size_t step = 0; step < order.size(); ++step) {
        steps[static_cast<std::size_t>(order[step])] = static_cast<std::int64_t>(step);
    }
    return steps;
}

} // namespace weft
