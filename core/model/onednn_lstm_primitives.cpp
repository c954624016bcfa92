#include "core/model/onednn_lstm_primitives_p.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros_like.h>
#include <omp.h>

namespace weft {

namespace {

using dnnl::memory;
using Tag = memory::format_tag;

constexpr auto direction = dnnl::rnn_direction::unidirectional_right2left;

/// oneDNN plans a primitive for the threads that OpenMP would give it when it is made.
class OneThread
{
public:
    OneThread()
        : m_threads(omp_get_max_threads())
    {
        omp_set_num_threads(1);
    }
    ~OneThread() { omp_set_num_threads(m_threads); }
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    int m_threads;
};

memory::desc anyLayout(const memory::desc& desc)
{
    return {desc.dims(), memory::data_type::f32, Tag::any};
}

/// The default scratchpad belongs to a thread and stays; a tensor is freed after use.
dnnl::primitive_attr callerKeepsScratchpad()
{
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
}

at::Tensor bytesFor(const memory::desc& desc)
{
    return at::empty({static_cast<std::int64_t>(desc.get_size())}, at::kByte);
}

} // namespace

LstmPrimitives::LstmPrimitives(const LstmShape& shape, bool training)
    : m_shape(shape)
    , m_engine(dnnl::engine::kind::cpu, 0)
{
    const auto f32 = memory::data_type::f32;
    const auto [steps, batch, input, hidden] = shape;
    m_source = {{steps, batch, input}, f32, Tag::tnc};
    m_weightIh = {{1, 1, input, 4, hidden}, f32, Tag::ldgoi};
    m_weightHh = {{1, 1, hidden, 4, hidden}, f32, Tag::ldgoi};
    m_bias = {{1, 1, 4, hidden}, f32, Tag::ldgo};
    m_output = {{steps, batch, hidden}, f32, Tag::tnc};

    const OneThread oneThread;
    makeForward(training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference);
    if (training) {
        makeBackward();
    }
}

void LstmPrimitives::makeForward(dnnl::prop_kind kind)
{
    const memory::desc none;
    const dnnl::lstm_forward::desc desc(kind, direction, m_source, none, none,
                                        anyLayout(m_weightIh), anyLayout(m_weightHh), m_bias,
                                        m_output, none, none);
    m_forwardDescription = {desc, callerKeepsScratchpad(), m_engine};
    m_forward = dnnl::lstm_forward(m_forwardDescription);
}

void LstmPrimitives::makeBackward()
{
    const memory::desc none;
    const auto ih = anyLayout(m_weightIh);
    const auto hh = anyLayout(m_weightHh);
    const dnnl::lstm_backward::desc desc(dnnl::prop_kind::backward, direction, m_source, none, none,
                                         ih, hh, m_bias, m_output, none, none, m_source, none, none,
                                         ih, hh, m_bias, m_output, none, none);
    m_backwardDescription = {desc, callerKeepsScratchpad(), m_engine, m_forwardDescription};
    m_backward = dnnl::lstm_backward(m_backwardDescription);
}

memory LstmPrimitives::wrap(const memory::desc& desc, const at::Tensor& tensor) const
{
    return {desc, m_engine, tensor.data_ptr()};
}

memory LstmPrimitives::laidOut(const at::Tensor& tensor, const memory::desc& plain,
                               const memory::desc& wanted, at::Tensor& storage) const
{
    auto source = wrap(plain, tensor);
    if (plain == wanted) {
        return source;
    }
    storage = bytesFor(wanted);
    auto target = wrap(wanted, storage);
    dnnl::stream stream(m_engine);
    dnnl::reorder(source, target).execute(stream, source, target);
    return target;
}

LstmForwardResult LstmPrimitives::forward(const LstmTensors& in) const
{
    const auto& description = m_forwardDescription;
    const auto workspaceDesc = description.workspace_desc(); // Empty for inference.
    const auto scratchpadDesc = description.scratchpad_desc();
    const auto scratchpad = bytesFor(scratchpadDesc);
    LstmForwardResult result;
    result.output = at::empty({m_shape.steps, m_shape.batch, m_shape.hidden}, at::kFloat);
    result.workspace = bytesFor(workspaceDesc);
    at::Tensor ih, hh;
    dnnl::stream stream(m_engine);
    m_forward.execute(stream,
                      {{DNNL_ARG_SRC_LAYER, wrap(m_source, in.sequence)},
                       {DNNL_ARG_WEIGHTS_LAYER,
                        laidOut(in.weightIh, m_weightIh, description.weights_layer_desc(), ih)},
                       {DNNL_ARG_WEIGHTS_ITER,
                        laidOut(in.weightHh, m_weightHh, description.weights_iter_desc(), hh)},
                       {DNNL_ARG_BIAS, wrap(m_bias, in.bias)},
                       {DNNL_ARG_DST_LAYER, wrap(m_output, result.output)},
                       {DNNL_ARG_WORKSPACE, wrap(workspaceDesc, result.workspace)},
                       {DNNL_ARG_SCRATCHPAD, wrap(scratchpadDesc, scratchpad)}});
    stream.wait();
    return result;
}

LstmTensors LstmPrimitives::backward(const LstmTensors& in, const LstmForwardResult& result,
                                     const at::Tensor& outputGradient) const
{
    const auto& description = m_backwardDescription;
    const auto scratchpadDesc = description.scratchpad_desc();
    const auto scratchpad = bytesFor(scratchpadDesc);
    const auto ihDesc = description.diff_weights_layer_desc();
    const auto hhDesc = description.diff_weights_iter_desc();
    // oneDNN adds to the gradients of weights and biases: they start at zero.
    const auto ihGradient = bytesFor(ihDesc).zero_();
    const auto hhGradient = bytesFor(hhDesc).zero_();
    LstmTensors gradients{at::empty_like(in.sequence), at::empty_like(in.weightIh),
                          at::empty_like(in.weightHh), at::zeros_like(in.bias)};
    at::Tensor ih, hh;
    dnnl::stream stream(m_engine);
    m_backward.execute(stream,
                       {{DNNL_ARG_SRC_LAYER, wrap(m_source, in.sequence)},
                        {DNNL_ARG_WEIGHTS_LAYER,
                         laidOut(in.weightIh, m_weightIh, description.weights_layer_desc(), ih)},
                        {DNNL_ARG_WEIGHTS_ITER,
                         laidOut(in.weightHh, m_weightHh, description.weights_iter_desc(), hh)},
                        {DNNL_ARG_BIAS, wrap(m_bias, in.bias)},
                        {DNNL_ARG_DST_LAYER, wrap(m_output, result.output)},
                        {DNNL_ARG_WORKSPACE, wrap(description.workspace_desc(), result.workspace)},
                        {DNNL_ARG_SCRATCHPAD, wrap(scratchpadDesc, scratchpad)},
                        {DNNL_ARG_DIFF_DST_LAYER, wrap(m_output, outputGradient)},
                        {DNNL_ARG_DIFF_SRC_LAYER, wrap(m_source, gradients.sequence)},
                        {DNNL_ARG_DIFF_WEIGHTS_LAYER, wrap(ihDesc, ihGradient)},
                        {DNNL_ARG_DIFF_WEIGHTS_ITER, wrap(hhDesc, hhGradient)},
                        {DNNL_ARG_DIFF_BIAS, wrap(m_bias, gradients.bias)}});
    const auto takeBack = [&](const memory::desc& desc, const at::Tensor& values,
                              const memory::desc& plain, const at::Tensor& tensor) {
        auto source = wrap(desc, values);
        auto target = wrap(plain, tensor);
        dnnl::reorder(source, target).execute(stream, source, target);
    };
    takeBack(ihDesc, ihGradient, m_weightIh, gradients.weightIh);
    takeBack(hhDesc, hhGradient, m_weightHh, gradients.weightHh);
    stream.wait();
    return gradients;
}

} // namespace weft
