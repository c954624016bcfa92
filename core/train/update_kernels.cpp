#include "core/train/update_kernels.h"

#include "core/base/vector_code.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace weft {

WEFT_FOR_EACH_PROCESSOR void updateSgd(const SgdUpdate& update)
{
    float* __restrict values = update.values;
    float* __restrict momentum = update.momentum;
    const float* __restrict gradient = update.gradient;
    const auto [scale, decay, factor, rate] =
        std::array{update.gradientScale, update.decay, update.factor, update.rate};
    const float ofGradient = update.nesterov ? rate : 0.0F;
    const float ofMomentum = update.nesterov ? rate * factor : rate;
    for (std::int64_t i = 0; i < update.count; ++i) {
        const float g = scale * gradient[i] + decay * values[i];
        const float m = factor * momentum[i] + g;
        momentum[i] = m;
        values[i] -= ofGradient * g + ofMomentum * m;
    }
}

WEFT_FOR_EACH_PROCESSOR void updateAdamW(const AdamWUpdate& update)
{
    float* __restrict values = update.values;
    float* __restrict average = update.average;
    float* __restrict squares = update.squares;
    const float* __restrict gradient = update.gradient;
    const auto [scale, keep, beta1, beta2] =
        std::array{update.gradientScale, update.keep, update.beta1, update.beta2};
    const auto [rest1, rest2] = std::array{update.rest1, update.rest2};
    const auto [rate, root, epsilon] = std::array{update.rate, update.root, update.epsilon};
    for (std::int64_t i = 0; i < update.count; ++i) {
        const float g = scale * gradient[i];
        const float a = beta1 * average[i] + rest1 * g;
        const float s = beta2 * squares[i] + rest2 * g * g;
        average[i] = a;
        squares[i] = s;
        values[i] = keep * values[i] - rate * a / (std::sqrt(s) / root + epsilon);
    }
}

WEFT_FOR_EACH_PROCESSOR double sumOfSquares(const float* values, std::int64_t count)
{
    // Sixteen sums side by side, of so few squares each that float bears them.
    constexpr std::int64_t lanes = 16;
    constexpr std::int64_t piece = 256 * lanes;
    double total = 0;
    for (std::int64_t first = 0; first < count; first += piece) {
        const auto end = std::min(count, first + piece);
        std::array<float, lanes> sums{};
        auto i = first;
        for (; i + lanes <= end; i += lanes) {
            for (std::int64_t lane = 0; lane < lanes; ++lane) {
                sums[static_cast<std::size_t>(lane)] += values[i + lane] * values[i + lane];
            }
        }
        for (; i < end; ++i) {
            sums[0] += values[i] * values[i];
        }
        for (const float sum : sums) {
            total += sum;
        }
    }
    return total;
}

} // namespace weft
