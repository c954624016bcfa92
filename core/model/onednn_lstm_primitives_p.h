#pragma once

#include <ATen/core/Tensor.h>
#include <dnnl.hpp>

#include <compare>
#include <cstdint>

namespace weft {

/// What a bidirectional LSTM primitive is made for.
struct LstmShape
{
    std::int64_t steps = 0, batch = 0, input = 0, hidden = 0;
    int threads = 1; ///< A primitive is planned for so many.

    friend auto operator<=>(const LstmShape&, const LstmShape&) = default;
};

/// The tensors of one layer, float32 and contiguous. See OneDnnLstm::forward() for the shapes.
struct LstmTensors
{
    at::Tensor sequence, weightIh, weightHh, bias;
};

/// A forward pass. workspace is what the backward pass needs; undefined after inference.
struct LstmForwardResult
{
    at::Tensor output, workspace;
};

/// oneDNN's primitives for one shape, made when first needed. Throws dnnl::error where oneDNN has
/// none. Immutable after both are made, but not to be executed from two threads before.
class LstmPrimitives
{
public:
    explicit LstmPrimitives(const LstmShape& shape);

    [[nodiscard]] LstmForwardResult infer(const LstmTensors& in);
    [[nodiscard]] LstmForwardResult train(const LstmTensors& in);

    /// Gradients of the four inputs, given that of the output.
    [[nodiscard]] LstmTensors backward(const LstmTensors& in, const LstmForwardResult& result,
                                       const at::Tensor& outputGradient);

private:
    struct Forward
    {
        dnnl::lstm_forward::primitive_desc description;
        dnnl::lstm_forward primitive;
    };
    struct Backward
    {
        dnnl::lstm_backward::primitive_desc description;
        dnnl::lstm_backward primitive;
    };

    [[nodiscard]] Forward makeForward(dnnl::prop_kind kind) const;
    [[nodiscard]] Backward makeBackward() const;
    [[nodiscard]] LstmForwardResult run(const Forward& forward, const LstmTensors& in);

    /// The tensor's values as a primitive wants them laid out: itself, or a reordered copy that
    /// lives as long as the memory's owner in storage.
    [[nodiscard]] dnnl::memory laidOut(const at::Tensor& tensor, const dnnl::memory::desc& plain,
                                       const dnnl::memory::desc& wanted, at::Tensor& storage);

    LstmShape m_shape;
    dnnl::engine m_engine;
    dnnl::stream m_stream;
    dnnl::memory::desc m_source, m_weightIh, m_weightHh, m_bias, m_output; ///< As LibTorch's.
    Forward m_inference, m_training;
    Backward m_backward;
};

} // namespace weft
