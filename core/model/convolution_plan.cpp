#include "core/base/onednn_p.h"
#include "core/base/processor_p.h"
#include "core/model/activations_p.h"
#include "core/model/convolution_plan_p.h"

#include <ATen/ops/empty.h>

#include <unordered_map>

namespace weft {

namespace {

using dnnl::memory;
using Tag = memory::format_tag;

Tag layout(const ConvolutionShape& shape)
{
    return shape.bf16 ? Tag::nhwc : floatBlock() == 16 ? Tag::nChw16c : Tag::nChw8c;
}

struct Descriptions
{
    explicit Descriptions(const ConvolutionShape& shape)
        : type(shape.bf16 ? memory::data_type::bf16 : memory::data_type::f32)
        , input({shape.images, shape.inChannels, shape.height, shape.width}, type,
                !shape.bf16 && shape.ofPictures() ? Tag::nchw : layout(shape))
        , output({shape.images, shape.outChannels, shape.outHeight(), shape.outWidth()}, type,
                 layout(shape))
        , weights({shape.outChannels, shape.inChannels, shape.kernel, shape.kernel}, type, Tag::any)
        , gradient({shape.outChannels, shape.inChannels, shape.kernel, shape.kernel},
                   memory::data_type::f32, Tag::any)
        , strides{shape.stride, shape.stride}
        , padding{shape.kernel / 2, shape.kernel / 2}
        , winograd(!shape.bf16 && shape.kernel == 3 && shape.stride == 1 && shape.inChannels >= 32)
    {
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    }

    [[nodiscard]] dnnl::convolution_forward::primitive_desc
    forward(const dnnl::engine& engine) const
    {
        return worthwhile(describePrimitive<dnnl::convolution_forward>(
            engine, attributes, dnnl::prop_kind::forward_training, algorithm, input, weights,
            output, strides, padding, padding));
    }

    [[nodiscard]] dnnl::convolution_backward_data::primitive_desc
    backwardToInput(const dnnl::engine& engine,
                    const dnnl::convolution_forward::primitive_desc& forward) const
    {
        return worthwhile(describeBackward<dnnl::convolution_backward_data>(
            engine, attributes, forward, algorithm, input, weights, output, strides, padding,
            padding));
    }

    /// oneDNN's own choice takes Winograd's for large weights only, where the others gain as much
    /// (fp32, 64 channels of 56 x 56, 16 images: 18 ms against 10).
    [[nodiscard]] dnnl::convolution_backward_weights::primitive_desc
    backwardToWeights(const dnnl::engine& engine,
                      const dnnl::convolution_forward::primitive_desc& forward) const
    {
        if (winograd) {
            try {
                return backwardToWeights(engine, forward, dnnl::algorithm::convolution_winograd);
            } catch (const dnnl::error&) { // Not on this processor, or not of this size.
            }
        }
        return backwardToWeights(engine, forward, algorithm);
    }

    [[nodiscard]] dnnl::convolution_backward_weights::primitive_desc
    backwardToWeights(const dnnl::engine& engine,
                      const dnnl::convolution_forward::primitive_desc& forward,
                      dnnl::algorithm by) const
    {
        return worthwhile(describeBackward<dnnl::convolution_backward_weights>(
            engine, attributes, forward, by, input, gradient, output, strides, padding, padding));
    }

    memory::data_type type;
    memory::desc input, output, weights, gradient;
    memory::dims strides, padding;
    dnnl::primitive_attr attributes;
    dnnl::algorithm algorithm = dnnl::algorithm::convolution_auto;
    bool winograd;
};

at::Tensor bytes(const memory::desc& desc)
{
    return at::empty({static_cast<std::int64_t>(desc.get_size())}, at::kByte);
}

/// The parameter's layout, [O, I, k, k] in channels-last order.
memory::desc parameterLayout(const ConvolutionShape& shape)
{
    return {{shape.outChannels, shape.inChannels, shape.kernel, shape.kernel},
            memory::data_type::f32,
            Tag::ohwi};
}

} // namespace

ConvolutionPlan::Reorder::Reorder(const dnnl::engine& engine, const memory::desc& source,
                                  const memory::desc& target)
    : from(source)
    , to(target)
{
    if (from != to) {
        primitive.emplace(dnnl::reorder::primitive_desc(engine, from, engine, to));
    }
}

bool ConvolutionPlan::exists(const ConvolutionShape& shape)
{
    try {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        const Descriptions descriptions(shape);
        const auto forward = descriptions.forward(engine);
        (void)descriptions.backwardToWeights(engine, forward);
        if (!shape.ofPictures()) {
            (void)descriptions.backwardToInput(engine, forward);
        }
        return true;
    } catch (const dnnl::error&) {
        return false;
    }
}

ConvolutionPlan::ConvolutionPlan(const ConvolutionShape& shape)
    : m_shape(shape)
    , m_engine(dnnl::engine::kind::cpu, 0)
    , m_stream(m_engine)
{
    const Descriptions descriptions(shape);
    const auto parameter = parameterLayout(shape);
    m_forwardDesc = descriptions.forward(m_engine);
    m_forward = dnnl::convolution_forward(m_forwardDesc);
    m_forForward.emplace(m_engine, parameter, m_forwardDesc.weights_desc());
    m_weightsDesc = descriptions.backwardToWeights(m_engine, m_forwardDesc);
    m_weights = dnnl::convolution_backward_weights(m_weightsDesc);
    m_fromGradient.emplace(m_engine, m_weightsDesc.diff_weights_desc(), parameter);
    if (!shape.ofPictures()) {
        m_inputDesc = descriptions.backwardToInput(m_engine, m_forwardDesc);
        m_input = dnnl::convolution_backward_data(*m_inputDesc);
        m_forInput.emplace(m_engine, parameter, m_inputDesc->weights_desc());
    }
}

memory ConvolutionPlan::wrap(const memory::desc& desc, const at::Tensor& tensor) const
{
    return {desc, m_engine, tensor.data_ptr()};
}

at::Tensor ConvolutionPlan::packed(const Reorder& reorder, const at::Tensor& weights)
{
    const auto plain = weights.contiguous(at::MemoryFormat::ChannelsLast);
    if (!reorder.primitive) {
        return plain;
    }
    auto target = bytes(reorder.to);
    auto source = wrap(reorder.from, plain);
    auto place = wrap(reorder.to, target);
    reorder.primitive->execute(m_stream, source, place);
    return target;
}

void ConvolutionPlan::execute(const dnnl::primitive& primitive, const memory::desc& scratchpad,
                              std::unordered_map<int, memory> arguments)
{
    // oneDNN's own scratchpads would stay with the primitives, of which a network has many.
    const auto space = bytes(scratchpad);
    arguments.emplace(DNNL_ARG_SCRATCHPAD, wrap(scratchpad, space));
    primitive.execute(m_stream, arguments);
    m_stream.wait();
}

at::Tensor ConvolutionPlan::forward(const at::Tensor& input, const at::Tensor& weights)
{
    const auto own = packed(*m_forForward, weights);
    auto output = emptyActivations({m_shape.images, m_shape.outChannels, m_shape.outHeight(),
                                    m_shape.outWidth(), m_shape.bf16});
    execute(m_forward, m_forwardDesc.scratchpad_desc(),
            {{DNNL_ARG_SRC, wrap(m_forwardDesc.src_desc(), input)},
             {DNNL_ARG_WEIGHTS, wrap(m_forwardDesc.weights_desc(), own)},
             {DNNL_ARG_DST, wrap(m_forwardDesc.dst_desc(), output)}});
    return output;
}

at::Tensor ConvolutionPlan::inputGradient(const at::Tensor& outputGradient,
                                          const at::Tensor& weights)
{
    const auto own = packed(*m_forInput, weights);
    auto gradient = emptyActivations(
        {m_shape.images, m_shape.inChannels, m_shape.height, m_shape.width, m_shape.bf16});
    execute(m_input, m_inputDesc->scratchpad_desc(),
            {{DNNL_ARG_DIFF_DST, wrap(m_inputDesc->diff_dst_desc(), outputGradient)},
             {DNNL_ARG_WEIGHTS, wrap(m_inputDesc->weights_desc(), own)},
             {DNNL_ARG_DIFF_SRC, wrap(m_inputDesc->diff_src_desc(), gradient)}});
    return gradient;
}

at::Tensor ConvolutionPlan::weightsGradient(const at::Tensor& input,
                                            const at::Tensor& outputGradient)
{
    auto gradient =
        at::empty({m_shape.outChannels, m_shape.inChannels, m_shape.kernel, m_shape.kernel},
                  at::kFloat, at::MemoryFormat::ChannelsLast);
    const auto own = m_fromGradient->primitive ? bytes(m_fromGradient->from) : gradient;
    execute(m_weights, m_weightsDesc.scratchpad_desc(),
            {{DNNL_ARG_SRC, wrap(m_weightsDesc.src_desc(), input)},
             {DNNL_ARG_DIFF_DST, wrap(m_weightsDesc.diff_dst_desc(), outputGradient)},
             {DNNL_ARG_DIFF_WEIGHTS, wrap(m_weightsDesc.diff_weights_desc(), own)}});
    if (m_fromGradient->primitive) {
        auto source = wrap(m_fromGradient->from, own);
        auto place = wrap(m_fromGradient->to, gradient);
        m_fromGradient->primitive->execute(m_stream, source, place);
        m_stream.wait();
    }
    return gradient;
}

} // namespace weft
