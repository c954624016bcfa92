#pragma once

#include <ATen/core/Tensor.h>

namespace weft {

class NormExchange;

// Batch norm over the batch (Ioffe and Szegedy 2015), with what follows it in a residual network:
//     output = relu(gamma * (values - mean) / sqrt(variance + epsilon) + beta + residual)
// values, residual, output and their gradients are activations (see activations_p.h) of one shape
// and type; all else is float32, [C]. Sums have a fixed order: results repeat bit for bit, whatever
// the number of threads.

struct NormPass
{
    at::Tensor output;
    at::Tensor mean;
    at::Tensor variance; ///< Biased, as the norm divides by it.
    at::Tensor inverse;  ///< 1 / sqrt(variance + epsilon).
    double count = 0;    ///< Values a channel that the mean is of; 0 where it was given.
};

struct NormWork
{
    at::Tensor gamma, beta;
    at::Tensor residual; ///< Undefined where there is none.
    bool relu = true;
    double epsilon = 1e-5;
    /// What the norm normalises by; undefined: the batch's own.
    at::Tensor mean, variance;
    /// Of the ranks that share the batch; null: the values are the whole batch.
    NormExchange* exchange = nullptr;
};

[[nodiscard]] NormPass normForward(const at::Tensor& values, const NormWork& work);

/// What the backward pass needs of the forward one.
struct NormState
{
    at::Tensor values, gamma, mean, inverse;
    at::Tensor output;                ///< Undefined where there was no ReLU.
    bool fixed = false;               ///< Mean and inverse did not come from the values.
    NormExchange* exchange = nullptr; ///< As forward.
    double count = 0;                 ///< As the forward pass gave it; needed with an exchange.
};

struct NormGradients
{
    at::Tensor values, gamma, beta;
    at::Tensor residual; ///< Undefined where nobody asked.
};

/// gradient is the output's. With an exchange the values' gradient is that of all ranks' losses
/// together; gamma's and beta's are this rank's share, which has yet to be summed over the ranks.
[[nodiscard]] NormGradients normBackward(const at::Tensor& gradient, const NormState& state,
                                         bool ofResidual);

} // namespace weft
