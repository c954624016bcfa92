#pragma once

// LibTorch's headers, ahead of Qt's, whose keyword `slots` they do not bear.
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

namespace weft::test {

/// Largest absolute difference, relative to the largest absolute value of the reference.
inline double difference(const at::Tensor& value, const at::Tensor& reference)
{
    const auto scale = reference.abs().max().item<double>();
    return (value - reference).abs().max().item<double>() / (scale > 0 ? scale : 1);
}

/// Root mean square of the difference, relative to that of the reference.
inline double meanError(const at::Tensor& value, const at::Tensor& reference)
{
    const auto scale = reference.norm().item<double>();
    return (value - reference).norm().item<double>() / (scale > 0 ? scale : 1);
}

} // namespace weft::test
