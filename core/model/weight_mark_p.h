#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace weft {

/// Remembers the state of a tensor, so that what was made of its values (weights in another layout,
/// a norm folded into them) can be told to be out of date. Sees writing in place, and values that
/// were replaced behind the tensor's back, as set_data() and Module::to() do. Not what LibTorch
/// itself does not count: writing through Tensor::data().
class WeightMark
{
public:
    WeightMark() = default;
    explicit WeightMark(const at::Tensor& weights);

    /// Whether that tensor has the values it had then. A mark of nothing holds for none; nor does
    /// any for a tensor made in inference mode, which counts no writing.
    [[nodiscard]] bool holdsFor(const at::Tensor& weights) const;

private:
    at::Tensor m_values; ///< A handle of its own: it keeps the memory from being another's.
    std::int64_t m_version = 0;
};

} // namespace weft
