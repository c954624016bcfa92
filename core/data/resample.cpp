#include "core/data/resample.h"

#include "core/base/vector_code.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace weft {

namespace {

constexpr double smallest = 1e-5; ///< Of a pixel: what covers less is rounding.

/// Of what is not negative; std::floor is a call where the processor is not known to have it.
int floorOf(double value)
{
    return static_cast<int>(value);
}

int ceilingOf(double value)
{
    const int below = floorOf(value);
    return below + (value > below ? 1 : 0);
}

/// The places along a side: where each begins in the source, and over how many pixels it reaches.
class Places
{
public:
    Places(double begin, double length, int side, int count)
        : m_begin(begin)
        , m_step(length / count)
        , m_lowest(std::clamp(floorOf(begin + smallest), 0, side - 1))
        , m_highest(std::clamp(ceilingOf(begin + length - smallest) - 1, m_lowest, side - 1))
    {
    }

    [[nodiscard]] int first(int place) const
    {
        const double at = shrinks() ? from(place) + smallest : centre(place);
        return std::clamp(floorOf(at), m_lowest, m_highest);
    }

    [[nodiscard]] int reach(int place) const
    {
        const double end = shrinks() ? from(place + 1) - smallest : centre(place) + 1 - smallest;
        return std::clamp(ceilingOf(end), first(place) + 1, m_highest + 1) - first(place);
    }

    /// Of a pixel that the place reaches; all of them together need not be 1.
    [[nodiscard]] double weight(int place, int pixel) const
    {
        if (reach(place) == 1) {
            return 1;
        }
        if (shrinks()) {
            return std::min<double>(from(place + 1), pixel + 1) -
                   std::max<double>(from(place), pixel);
        }
        return 1 - std::abs(centre(place) - pixel);
    }

private:
    [[nodiscard]] bool shrinks() const { return m_step >= 1; }
    [[nodiscard]] double from(int place) const { return m_begin + place * m_step; }
    [[nodiscard]] double centre(int place) const
    {
        return std::clamp<double>(from(place) + 0.5 * m_step - 0.5, m_lowest, m_highest);
    }

    double m_begin;
    double m_step;
    int m_lowest; ///< First and last pixel of the part.
    int m_highest;
};

/// The rows of the source laid over one another, as floats. width: bytes.
WEFT_INLINE void addRows(const std::uint8_t* __restrict source, std::size_t stride,
                         std::size_t width, const float* __restrict weights, int count,
                         float* __restrict sum)
{
    for (std::size_t i = 0; i < width; ++i) {
        sum[i] = weights[0] * static_cast<float>(source[i]);
    }
    for (int k = 1; k < count; ++k) {
        const auto* __restrict row = source + static_cast<std::size_t>(k) * stride;
        const float weight = weights[k];
        for (std::size_t i = 0; i < width; ++i) {
            sum[i] += weight * static_cast<float>(row[i]);
        }
    }
}

/// Red, green and blue of a pixel, and what follows, in one register.
using Four = float __attribute__((vector_size(16)));

/// reach is a constant where it is usual, so that the loop over it unrolls.
WEFT_INLINE void drawRow(const float* __restrict line, const Taps& columns, int lowest, int reach,
                         std::uint8_t* __restrict out)
{
    const auto* __restrict first = columns.first.data();
    const float* __restrict weights = columns.weights.data();
    const auto count = columns.first.size();
    for (std::size_t place = 0; place < count; ++place) {
        const float* at = line + 3 * static_cast<std::ptrdiff_t>(first[place] - lowest);
        Four sum = {0.5F, 0.5F, 0.5F, 0.5F};
        for (int k = 0; k < reach; ++k) {
            Four pixel;
            std::memcpy(&pixel, at + 3 * k, sizeof pixel);
            sum += pixel * weights[k];
        }
        weights += reach;
        out[3 * place] = static_cast<std::uint8_t>(static_cast<int>(sum[0]));
        out[3 * place + 1] = static_cast<std::uint8_t>(static_cast<int>(sum[1]));
        out[3 * place + 2] = static_cast<std::uint8_t>(static_cast<int>(sum[2]));
    }
}

/// A row of the drawn picture. line: floats for the pixels from lowest on, and one more.
WEFT_FOR_EACH_PROCESSOR
void makeRow(const std::uint8_t* source, std::size_t stride, std::size_t width,
             const float* rowWeights, int rowReach, const Taps& columns, int lowest, float* line,
             std::uint8_t* out)
{
    addRows(source, stride, width, rowWeights, rowReach, line);
    switch (columns.reach) {
    case 1:
        drawRow(line, columns, lowest, 1, out);
        break;
    case 2:
        drawRow(line, columns, lowest, 2, out);
        break;
    case 3:
        drawRow(line, columns, lowest, 3, out);
        break;
    default:
        drawRow(line, columns, lowest, columns.reach, out);
    }
}

WEFT_FOR_EACH_PROCESSOR
void scaleRow(const std::uint8_t* __restrict bytes, const float* __restrict scales,
              const float* __restrict offsets, std::size_t count, float* __restrict out)
{
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = static_cast<float>(bytes[i]) * scales[i] + offsets[i];
    }
}

} // namespace

Taps makeTaps(double begin, double length, int side, int count)
{
    const Places places(begin, length, side, count);
    Taps taps;
    for (int place = 0; place < count; ++place) {
        taps.reach = std::max(taps.reach, places.reach(place));
    }
    const auto reach = static_cast<std::size_t>(taps.reach);
    taps.first.resize(static_cast<std::size_t>(count));
    taps.weights.resize(taps.first.size() * reach);
    for (int place = 0; place < count; ++place) {
        // All places have the same reach, but none may look behind the source's end.
        const int own = places.first(place);
        const int end = own + places.reach(place);
        const int first = std::min(own, side - taps.reach);
        float* const weights = taps.weights.data() + static_cast<std::size_t>(place) * reach;
        double sum = 0;
        for (int pixel = own; pixel < end; ++pixel) {
            sum += places.weight(place, pixel);
        }
        for (int pixel = own; pixel < end; ++pixel) {
            weights[pixel - first] = static_cast<float>(places.weight(place, pixel) / sum);
        }
        taps.first[static_cast<std::size_t>(place)] = first;
    }
    return taps;
}

Taps movedTaps(const Taps& taps, int shift, bool mirrored)
{
    const auto count = static_cast<int>(taps.first.size());
    const auto reach = static_cast<std::size_t>(taps.reach);
    Taps moved{taps.reach, std::vector<std::int32_t>(taps.first.size(), taps.first.front()),
               std::vector<float>(taps.weights.size())};
    for (int place = 0; place < count; ++place) {
        const int from = (mirrored ? count - 1 - place : place) + shift;
        if (from >= 0 && from < count) {
            const auto at = static_cast<std::size_t>(place);
            const auto old = static_cast<std::size_t>(from);
            moved.first[at] = taps.first[old];
            std::copy_n(taps.weights.data() + old * reach, reach,
                        moved.weights.data() + at * reach);
        }
    }
    return moved;
}

void resample(const Image& source, const Taps& columns, const Taps& rows,
              std::span<std::uint8_t> out)
{
    const auto [low, high] = std::ranges::minmax(columns.first);
    const auto width = 3 * static_cast<std::size_t>(high - low + columns.reach);
    const auto stride = 3 * static_cast<std::size_t>(source.width);
    const auto drawn = 3 * columns.first.size();
    std::vector<float> line(width + 1);
    for (std::size_t y = 0; y < rows.first.size(); ++y) {
        const auto* from = source.rgb.data() + static_cast<std::size_t>(rows.first[y]) * stride +
                           3 * static_cast<std::size_t>(low);
        makeRow(from, stride, width, rows.weights.data() + y * static_cast<std::size_t>(rows.reach),
                rows.reach, columns, low, line.data(), out.data() + y * drawn);
    }
}

void scaleBytes(std::span<const std::uint8_t> bytes, std::span<const float> scales,
                std::span<const float> offsets, std::span<float> out)
{
    for (std::size_t at = 0; at < bytes.size(); at += scales.size()) {
        scaleRow(bytes.data() + at, scales.data(), offsets.data(), scales.size(), out.data() + at);
    }
}

} // namespace weft
