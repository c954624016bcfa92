#include "core/model/onednn_lstm_primitives_p.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include <unordered_map>

namespace weft {

namespace {

using dnnl::memory;
using Tag = memory::format_tag;

constexpr auto direction = dnnl::rnn_direction::bidirectional_concat;

memory::desc anyLayout(const memory::desc& desc)
{
    return {desc.dims(), memory::data_type::f32, Tag::any};
}

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

LstmPrimitives::LstmPrimitives(const LstmShape& shape)
    : m_shape(shape)
    , m_engine(dnnl::engine::kind::cpu, 0)
    , m_stream(m_engine)
{
    const auto [steps, batch, input, hidden, threads] = shape;
    const auto f32 = memory::data_type::f32;
    m_source = {{steps, batch, input}, f32, Tag::tnc};
    m_weightIh = {{1, 2, input, 4, hidden}, f32, Tag::ldgoi};
    m_weightHh = {{1, 2, hidden, 4, hidden}, f32, Tag::ldgoi};
    m_bias = {{1, 2, 4, hidden}, f32, Tag::ldgo};
    m_output = {{steps, batch, 2 * hidden}, f32, Tag::tnc};
}

LstmPrimitives::Forward LstmPrimitives::makeForward(dnnl::prop_kind kind) const
{
    const memory::desc none;
    const dnnl::lstm_forward::desc desc(kind, direction, m_source, none, none,
                                        anyLayout(m_weightIh), anyLayout(m_weightHh), m_bias,
                                        m_output, none, none);
    Forward forward;
    forward.description = {desc, callerKeepsScratchpad(), m_engine};
    forward.primitive = dnnl::lstm_forward(forward.description);
    return forward;
}

LstmPrimitives::Backward LstmPrimitives::makeBackward() const
{
    const memory::desc none;
    const auto weightIh = anyLayout(m_weightIh);
    const auto weightHh = anyLayout(m_weightHh);
    const dnnl::lstm_backward::desc desc(dnnl::prop_kind::backward, direction, m_source, none, none,
                                         weightIh, weightHh, m_bias, m_output, none, none, m_source,
                                         none, none, weightIh, weightHh, m_bias, m_output, none,
                                         none);
    Backward backward;
    backward.description = {desc, callerKeepsScratchpad(), m_engine, m_training.description};
    backward.primitive = dnnl::lstm_backward(backward.description);
    return backward;
}

memory LstmPrimitives::laidOut(const at::Tensor& tensor, const memory::desc& plain,
                               const memory::desc& wanted, at::Tensor& storage)
{
    memory source(plain, m_engine, tensor.data_ptr());
    if (plain == wanted) {
        storage = tensor;
        return source;
    }
    storage = bytesFor(wanted);
    memory target(wanted, m_engine, storage.data_ptr());
    dnnl::reorder(source, target).execute(m_stream, source, target);
    return target;
}

LstmForwardResult LstmPrimitives::run(const Forward& forward, const LstmTensors& in)
{
    const auto& description = forward.description;
    LstmForwardResult result;
    result.output = at::empty({m_shape.steps, m_shape.batch, 2 * m_shape.hidden}, at::kFloat);
    at::Tensor ih, hh;
    const auto scratchpad = bytesFor(description.scratchpad_desc());
    std::unordered_map<int, memory> arguments{
        {DNNL_ARG_SRC_LAYER, {m_source, m_engine, in.sequence.data_ptr()}},
        {DNNL_ARG_WEIGHTS_LAYER,
         laidOut(in.weightIh, m_weightIh, description.weights_layer_desc(), ih)},
        {DNNL_ARG_WEIGHTS_ITER,
         laidOut(in.weightHh, m_weightHh, description.weights_iter_desc(), hh)},
        {DNNL_ARG_BIAS, {m_bias, m_engine, in.bias.data_ptr()}},
        {DNNL_ARG_DST_LAYER, {m_output, m_engine, result.output.data_ptr()}},
        {DNNL_ARG_SCRATCHPAD, {description.scratchpad_desc(), m_engine, scratchpad.data_ptr()}}};
    if (const auto desc = description.workspace_desc(); desc.get_size() > 0) {
        result.workspace = bytesFor(desc);
        arguments[DNNL_ARG_WORKSPACE] = {desc, m_engine, result.workspace.data_ptr()};
    }
    forward.primitive.execute(m_stream, arguments);
    m_stream.wait();
    return result;
}

LstmForwardResult LstmPrimitives::infer(const LstmTensors& in)
{
    if (!m_inference.primitive) {
        m_inference = makeForward(dnnl::prop_kind::forward_inference);
    }
    return run(m_inference, in);
}

LstmForwardResult LstmPrimitives::train(const LstmTensors& in)
{
    if (!m_training.primitive) {
        m_training = makeForward(dnnl::prop_kind::forward_training);
        m_backward = makeBackward(); // Now, so that a refusal comes before the forward pass.
    }
    return run(m_training, in);
}

LstmTensors LstmPrimitives::backward(const LstmTensors& in, const LstmForwardResult& result,
                                     const at::Tensor& outputGradient)
{
    const auto& description = m_backward.description;
    LstmTensors gradients{at::empty_like(in.sequence), at::empty_like(in.weightIh),
                          at::empty_like(in.weightHh), at::zeros(in.bias.sizes(), at::kFloat)};
    at::Tensor ih, hh;
    // oneDNN adds to the gradients of weights and biases.
    const auto ihDesc = description.diff_weights_layer_desc();
    const auto hhDesc = description.diff_weights_iter_desc();
    const auto ihGradient = bytesFor(ihDesc).zero_();
    const auto hhGradient = bytesFor(hhDesc).zero_();
    memory ihMemory(ihDesc, m_engine, ihGradient.data_ptr());
    memory hhMemory(hhDesc, m_engine, hhGradient.data_ptr());
    const auto scratchpad = bytesFor(description.scratchpad_desc());
    m_backward.primitive.execute(
        m_stream,
        {{DNNL_ARG_SRC_LAYER, {m_source, m_engine, in.sequence.data_ptr()}},
         {DNNL_ARG_WEIGHTS_LAYER,
          laidOut(in.weightIh, m_weightIh, description.weights_layer_desc(), ih)},
         {DNNL_ARG_WEIGHTS_ITER,
          laidOut(in.weightHh, m_weightHh, description.weights_iter_desc(), hh)},
         {DNNL_ARG_BIAS, {m_bias, m_engine, in.bias.data_ptr()}},
         {DNNL_ARG_DST_LAYER, {m_output, m_engine, result.output.data_ptr()}},
         {DNNL_ARG_WORKSPACE,
          {description.workspace_desc(), m_engine, result.workspace.data_ptr()}},
         {DNNL_ARG_SCRATCHPAD, {description.scratchpad_desc(), m_engine, scratchpad.data_ptr()}},
         {DNNL_ARG_DIFF_DST_LAYER, {m_output, m_engine, outputGradient.data_ptr()}},
         {DNNL_ARG_DIFF_SRC_LAYER, {m_source, m_engine, gradients.sequence.data_ptr()}},
         {DNNL_ARG_DIFF_WEIGHTS_LAYER, ihMemory},
         {DNNL_ARG_DIFF_WEIGHTS_ITER, hhMemory},
         {DNNL_ARG_DIFF_BIAS, {m_bias, m_engine, gradients.bias.data_ptr()}}});
    memory ihPlain(m_weightIh, m_engine, gradients.weightIh.data_ptr());
    memory hhPlain(m_weightHh, m_engine, gradients.weightHh.data_ptr());
    dnnl::reorder(ihMemory, ihPlain).execute(m_stream, ihMemory, ihPlain);
    dnnl::reorder(hhMemory, hhPlain).execute(m_stream, hhMemory, hhPlain);
    m_stream.wait();
    return gradients;
}

} // namespace weft
