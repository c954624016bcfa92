#pragma once

#include <cstdint>

namespace weft {

// Updates of some of a parameter's values in one reading of memory, where tensor operations take
// six and more. gradientScale clips: the gradient counts as that much of itself.

/// As torch.optim.SGD: g = scale * gradient + decay * value; momentum = factor * momentum + g;
/// value -= rate * momentum, or with Nesterov rate * (g + factor * momentum).
struct SgdUpdate
{
    std::int64_t count = 0;
    float* values = nullptr;
    const float* gradient = nullptr;
    float* momentum = nullptr;
    float gradientScale = 1;
    float decay = 0;
    float factor = 0;
    float rate = 0;
    bool nesterov = false;
};
void updateSgd(const SgdUpdate& update);

/// As torch.optim.AdamW: value *= keep; average = beta1 * average + rest1 * g; squares =
/// beta2 * squares + rest2 * g^2; value -= rate * average / (sqrt(squares) / root + epsilon).
struct AdamWUpdate
{
    std::int64_t count = 0;
    float* values = nullptr;
    const float* gradient = nullptr;
    float* average = nullptr;
    float* squares = nullptr;
    float gradientScale = 1;
    float keep = 1; ///< 1 - rate * weight decay.
    float beta1 = 0;
    float beta2 = 0;
    // Worked out in double: 1 - 0.999F is not 0.001F, but 0.005 % more.
    float rest1 = 1; ///< 1 - beta1.
    float rest2 = 1; ///< 1 - beta2.
    float rate = 0; ///< Divided by the correction of the average's bias.
    float root = 1; ///< Square root of the correction of the squares' bias.
    float epsilon = 0;
};
void updateAdamW(const AdamWUpdate& update);

/// The values' sum of squares.
[[nodiscard]] double sumOfSquares(const float* values, std::int64_t count);

} // namespace weft
