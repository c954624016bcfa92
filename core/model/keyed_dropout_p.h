#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace weft {

/// Dropout (Srivastava et al. 2014) with a generator of its own: LibTorch's default generator
/// belongs to the process, so that a network that another thread builds or probes would change what
/// a training draws. Not thread-safe.
class KeyedDropout
{
public:
    explicit KeyedDropout(double probability);

    /// What apply() draws from now on depends on the seed alone.
    void seed(std::uint64_t seed);

    /// Sets each value to 0 with the probability and divides the others by what is kept of them.
    /// The identity outside training.
    [[nodiscard]] at::Tensor apply(const at::Tensor& input, bool training);

    /// The same for the whole of what stands at each place of the first dimension (stochastic
    /// depth, Huang et al. 2016).
    [[nodiscard]] at::Tensor applyToRows(const at::Tensor& input, bool training);

private:
    [[nodiscard]] at::Tensor applyMask(const at::Tensor& input, at::IntArrayRef shape,
                                       bool training);

    double m_kept;
    at::Generator m_generator;
};

} // namespace weft
