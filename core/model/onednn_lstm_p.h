#pragma once

#include "core/model/onednn_lstm_plan_p.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace weft {

/// One bidirectional LSTM layer run by oneDNN's own primitive, which on a CPU is many times quicker
/// than LibTorch's step-by-step loop. float32; the gates stand in LibTorch's order (i, f, g, o).
///
/// Results do not change from run to run for a fixed thread count. Two layers may run in two
/// threads; one layer runs in one thread at a time. Primitives are kept for the shapes met last.
class OneDnnLstm
{
public:
    OneDnnLstm();
    ~OneDnnLstm();
    OneDnnLstm(OneDnnLstm&&) noexcept;
    OneDnnLstm& operator=(OneDnnLstm&&) noexcept;

    /// sequence: [T, N, input]; states start at zero. Returns [T, N, 2 * hidden], differentiable
    /// once in every argument; an undefined tensor where oneDNN does not do it (another device or
    /// type, an empty batch, no primitive).
    [[nodiscard]] at::Tensor forward(const at::Tensor& sequence, const BiLstmWeights& weights);

private:
    class Cache;
    std::unique_ptr<Cache> m_cache;
};

} // namespace weft
