#pragma once

#include <cstdint>

namespace weft {

/// One step of an LSTM for some images (Hochreiter and Schmidhuber 1997, as torch.nn.LSTM writes
/// it), after the products: i, f, o = sigmoid, g = tanh, c = f * c' + i * g, h = o * tanh(c).
/// Matrices are row by row; strides count values.
struct LstmStep
{
    std::int64_t rows = 0; ///< Images.
    std::int64_t hidden = 0;
    float* gates = nullptr;             ///< [rows, 4 * hidden]; in: products; out: i, f, g, o.
    const float* bias = nullptr;        ///< [4 * hidden].
    const float* cellsBefore = nullptr; ///< [rows, hidden].
    float* cells = nullptr;             ///< [rows, hidden]; may be cellsBefore.
    void* state = nullptr;              ///< [rows, hidden], h; float or bfloat16.
    void* output = nullptr;             ///< The same once more, in rows of outputStride.
    std::int64_t outputStride = 0;
};

/// The same step's backward pass.
struct LstmStepBack
{
    std::int64_t rows = 0;
    std::int64_t hidden = 0;
    const float* gates = nullptr; ///< As the step left them.
    const float* cells = nullptr;
    const float* cellsBefore = nullptr;
    const float* outputGradient = nullptr; ///< [rows, hidden].
    std::int64_t outputGradientStride = 0;
    const float* stateGradient = nullptr; ///< [rows, hidden]; of h, from the step after.
    float* cellGradient = nullptr;        ///< [rows, hidden]; of c; in: from the step after.
    void* gateGradient = nullptr;         ///< [rows, 4 * hidden], of the products, before sigmoid
                                          ///< and tanh; float or bfloat16.
    float* biasGradient = nullptr;        ///< [4 * hidden]; added to.
};

/// state and output are float, or bfloat16 rounded to nearest even. Results differ in the last bits
/// between processors with and without AVX2 or AVX-512, and never on one machine.
void stepForward(const LstmStep& step);
void stepForwardBf16(const LstmStep& step);

/// gateGradient is float, or bfloat16.
void stepBackward(const LstmStepBack& step);
void stepBackwardBf16(const LstmStepBack& step);

} // namespace weft
