#include "core/model/lstm_gates.h"

#include "core/base/vector_code.h"

#include <bit>

namespace weft {

namespace {

/// e^x to 1e-7 relative: 2^n * e^r with |r| <= ln(2) / 2 and e^r by its series to the 7th power.
/// x is cut to +-87, where float ends.
WEFT_INLINE float exponential(float x)
{
    constexpr float rounder = 12582912.0F; // 1.5 * 2^23: adding it rounds to a whole number.
    x = x < -87.0F ? -87.0F : x > 87.0F ? 87.0F : x;
    const float shifted = x * 1.44269504F + rounder;
    const float n = shifted - rounder;
    // ln(2) in two parts, so that the difference is exact.
    const float r = (x - n * 0.693145752F) - n * 1.42860677e-6F;
    float sum = 1.98412698e-4F;
    sum = sum * r + 1.38888889e-3F;
    sum = sum * r + 8.33333333e-3F;
    sum = sum * r + 4.16666667e-2F;
    sum = sum * r + 1.66666667e-1F;
    sum = sum * r + 0.5F;
    sum = sum * r + 1.0F;
    sum = sum * r + 1.0F;
    const auto exponent = std::bit_cast<std::uint32_t>(shifted) << 23;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(sum) + exponent);
}

WEFT_INLINE float sigmoid(float x)
{
    // The cut in exponential() would turn NaN into a number and hide it.
    return x == x ? 1.0F / (1.0F + exponential(-x)) : x;
}

/// By e^-2|x| from 0.1 on, by the series to the 7th power below, where 1 - e^-2x would cancel.
WEFT_INLINE float tangent(float x)
{
    const float size = x < 0 ? -x : x;
    const float falling = exponential(-2.0F * size);
    const float large = (1.0F - falling) / (1.0F + falling);
    const float square = x * x;
    const float small =
        size +
        size * square * (-0.333333333F + square * (0.133333333F + square * (-0.0539682540F)));
    const float value = size < 0.1F ? small : large;
    const float result = x < 0 ? -value : value;
    return x == x ? result : x;
}

template <typename Real>
WEFT_INLINE void forward(const LstmStep& step)
{
    const auto width = step.hidden;
    const float* __restrict bias = step.bias;
    for (std::int64_t row = 0; row < step.rows; ++row) {
        float* __restrict gates = step.gates + row * 4 * width;
        const float* before = step.cellsBefore + row * width; // May be cells: no __restrict.
        float* cells = step.cells + row * width;
        Real* __restrict state = static_cast<Real*>(step.state) + row * width;
        Real* __restrict output = static_cast<Real*>(step.output) + row * step.outputStride;
#pragma GCC ivdep
        for (std::int64_t j = 0; j < width; ++j) {
            const float i = sigmoid(gates[j] + bias[j]);
            const float f = sigmoid(gates[width + j] + bias[width + j]);
            const float g = tangent(gates[2 * width + j] + bias[2 * width + j]);
            const float o = sigmoid(gates[3 * width + j] + bias[3 * width + j]);
            const float c = f * before[j] + i * g;
            gates[j] = i;
            gates[width + j] = f;
            gates[2 * width + j] = g;
            gates[3 * width + j] = o;
            cells[j] = c;
            const float h = o * tangent(c);
            store(h, state[j]);
            store(h, output[j]);
        }
    }
}

template <typename Real>
WEFT_INLINE void backward(const LstmStepBack& step)
{
    const auto width = step.hidden;
    float* __restrict biasGradient = step.biasGradient;
    for (std::int64_t row = 0; row < step.rows; ++row) {
        const float* __restrict gates = step.gates + row * 4 * width;
        const float* __restrict cells = step.cells + row * width;
        const float* __restrict before = step.cellsBefore + row * width;
        const float* __restrict outside = step.outputGradient + row * step.outputGradientStride;
        const float* __restrict later = step.stateGradient + row * width;
        float* __restrict cellGradient = step.cellGradient + row * width;
        Real* __restrict out = static_cast<Real*>(step.gateGradient) + row * 4 * width;
#pragma GCC ivdep
        for (std::int64_t j = 0; j < width; ++j) {
            const float i = gates[j];
            const float f = gates[width + j];
            const float g = gates[2 * width + j];
            const float o = gates[3 * width + j];
            const float squashed = tangent(cells[j]);
            const float h = outside[j] + later[j];
            const float c = cellGradient[j] + h * o * (1 - squashed * squashed);
            const float di = c * g * i * (1 - i);
            const float df = c * before[j] * f * (1 - f);
            const float dg = c * i * (1 - g * g);
            const float dO = h * squashed * o * (1 - o);
            cellGradient[j] = c * f;
            store(di, out[j]);
            store(df, out[width + j]);
            store(dg, out[2 * width + j]);
            store(dO, out[3 * width + j]);
            biasGradient[j] += di;
            biasGradient[width + j] += df;
            biasGradient[2 * width + j] += dg;
            biasGradient[3 * width + j] += dO;
        }
    }
}

} // namespace

WEFT_FOR_EACH_PROCESSOR void stepForward(const LstmStep& step)
{
    forward<float>(step);
}

WEFT_FOR_EACH_PROCESSOR void stepForwardBf16(const LstmStep& step)
{
    forward<Bf16>(step);
}

WEFT_FOR_EACH_PROCESSOR void stepBackward(const LstmStepBack& step)
{
    backward<float>(step);
}

WEFT_FOR_EACH_PROCESSOR void stepBackwardBf16(const LstmStepBack& step)
{
    backward<Bf16>(step);
}

} // namespace weft
