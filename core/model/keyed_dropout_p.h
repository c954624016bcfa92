#pragma once

#include "core/model/row_share.h"

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

    /// What apply() draws from now on depends on the seed alone. The batches that follow are the
    /// share's rows: they get what they get where the whole batch is applied to, to the bit, in the
    /// time that the whole batch takes to draw.
    void seed(std::uint64_t seed, RowShare share = {});

    /// Sets each value to 0 with the probability and divides the others by what is kept of them.
    /// The identity outside training. rows: the dimension that counts the batch. Throws where the
    /// batch has more rows than are left of the whole one.
    [[nodiscard]] at::Tensor apply(const at::Tensor& input, bool training, std::int64_t rows = 0);

    /// The same for the whole of what stands at each place of the first dimension (stochastic
    /// depth, Huang et al. 2016).
    [[nodiscard]] at::Tensor applyToRows(const at::Tensor& input, bool training);

private:
    [[nodiscard]] at::Tensor applyMask(const at::Tensor& input, at::IntArrayRef shape,
                                       bool training, std::int64_t rows);
    [[nodiscard]] at::Tensor draw(at::IntArrayRef shape);
    [[nodiscard]] at::Tensor drawShare(at::IntArrayRef shape, std::int64_t rows);

    double m_kept;
    RowShare m_share;
    at::Generator m_generator;
};

} // namespace weft
