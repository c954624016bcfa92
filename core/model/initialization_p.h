#pragma once

#include <torch/nn/module.h>

#include <cstdint>

namespace weft {

/// Draws a network's weights as PyTorch and torchvision do, from a generator of its own: equal
/// seeds give equal weights, whatever other threads draw. Convolutions: He normal over the fan out
/// (He et al. 2015); linear layers: U(-1/sqrt(in), 1/sqrt(in)); BiLSTMs: U(-1/sqrt(hidden),
/// 1/sqrt(hidden)). Norms keep 1 and 0.
void initializeWeights(torch::nn::Module& network, std::uint64_t seed);

} // namespace weft
