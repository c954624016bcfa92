#pragma once

#include <ATen/core/Tensor.h>
#include <dnnl.hpp>

#include <cstdint>

namespace weft {

/// What an LSTM primitive is made for.
struct LstmShape
{
    std::int64_t steps = 0, batch = 0, input = 0, hidden = 0;

    friend bool operator==(const LstmShape&, const LstmShape&) = default;
};

/// What one direction reads, float32 and contiguous: sequence [T, N, input], weightIh
/// [4 * hidden, input], weightHh [4 * hidden, hidden], bias [4 * hidden]. Or the gradients of
/// these.
struct LstmTensors
{
    at::Tensor sequence, weightIh, weightHh, bias;
};

/// A forward pass: output [T, N, hidden]; workspace is what the backward pass needs, undefined
/// after inference.
struct LstmForwardResult
{
    at::Tensor output, workspace;
};

/// oneDNN's primitives for one LSTM that reads a sequence from its end to its start, planned for
/// one thread. There is none for the other way: oneDNN 2.6 then gets the gradient of weightHh wrong
/// (each step's state in place of the one before), so that a caller turns the sequence round.
///
/// Throws dnnl::error where oneDNN has no primitive. Safe to run from several threads at once.
class LstmPrimitives
{
public:
    /// training: makes the backward primitive, too; else forward() keeps no workspace.
    LstmPrimitives(const LstmShape& shape, bool training);

    [[nodiscard]] LstmForwardResult forward(const LstmTensors& in) const;

    /// Gradients of the four inputs, given that of the output, [T, N, hidden] contiguous.
    [[nodiscard]] LstmTensors backward(const LstmTensors& in, const LstmForwardResult& result,
                                       const at::Tensor& outputGradient) const;

private:
    void makeForward(dnnl::prop_kind kind);
    void makeBackward();

    /// A tensor of LibTorch's layout as the primitive wants it: itself, or a reordered copy that
    /// storage keeps alive.
    [[nodiscard]] dnnl::memory laidOut(const at::Tensor& tensor, const dnnl::memory::desc& plain,
                                       const dnnl::memory::desc& wanted, at::Tensor& storage) const;
    [[nodiscard]] dnnl::memory wrap(const dnnl::memory::desc& desc, const at::Tensor& tensor) const;

    LstmShape m_shape;
    dnnl::engine m_engine;
    dnnl::memory::desc m_source, m_weightIh, m_weightHh, m_bias, m_output; ///< As LibTorch's.
    dnnl::lstm_forward::primitive_desc m_forwardDescription;
    dnnl::lstm_forward m_forward;
    dnnl::lstm_backward::primitive_desc m_backwardDescription;
    dnnl::lstm_backward m_backward;
};

} // namespace weft
