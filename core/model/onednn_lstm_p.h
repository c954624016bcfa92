#pragma once

#include "core/model/lstm_plan_p.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace weft {

/// One bidirectional LSTM layer run by oneDNN's products (see LstmPlan), which on a CPU is many
/// times quicker than LibTorch's step-by-step loop. The gates stand in LibTorch's order (i, f, g,
/// o).
///
/// Results do not change from run to run for a fixed thread count. Two layers may run in two
/// threads; one layer runs in one thread at a time. Products are kept for the shapes met last, and
/// packed weights until the weights change.
class OneDnnLstm
{
public:
    OneDnnLstm();
    ~OneDnnLstm();
    OneDnnLstm(OneDnnLstm&&) noexcept;
    OneDnnLstm& operator=(OneDnnLstm&&) noexcept;

    /// sequence: [T, N, input], float32 or bfloat16; weights are float32; states start at zero.
    /// Returns [T, N, 2 * hidden], differentiable once in every argument: float32, or bfloat16
    /// where bf16 is asked for, which multiplies in bfloat16. An undefined tensor where oneDNN does
    /// not do it (another device or type, an empty batch, no such product on this processor).
    [[nodiscard]] at::Tensor forward(const at::Tensor& sequence, const BiLstmWeights& weights,
                                     bool bf16 = false);

private:
    class Cache;
    std::unique_ptr<Cache> m_cache;
};

} // namespace weft
