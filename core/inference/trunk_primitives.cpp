#include "core/base/onednn_p.h"
#include "core/base/processor_p.h"
#include "core/inference/trunk_primitives_p.h"

namespace weft {

using dnnl::memory;
using Tag = memory::format_tag;

Tag blockedLayout()
{
    return !processorHas(dnnl::cpu_isa::avx2) ? Tag::nhwc
           : floatBlock() == 16               ? Tag::nChw16c
                                              : Tag::nChw8c;
}

dnnl::primitive_attr attributesWith(const dnnl::post_ops& after)
{
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    attributes.set_post_ops(after);
    return attributes;
}

memory::dims ConvolutionForm::weightDims() const
{
    return depthwise ? memory::dims{outChannels, 1, 1, kernel, kernel}
                     : memory::dims{outChannels, inChannels, kernel, kernel};
}

ConvolutionForm formOf(const TrunkStep& step)
{
    ConvolutionForm form{step.inChannels, step.outChannels, step.kernel,
                         step.stride,     step.depthwise,   {}};
    if (step.add) {
        form.after.append_sum();
    }
    if (step.activation == Activation::Relu) {
        appendFunction(form.after, dnnl::algorithm::eltwise_relu);
    } else if (step.activation == Activation::Silu) {
        appendFunction(form.after, dnnl::algorithm::eltwise_swish, 1);
    }
    return form;
}

dnnl::convolution_forward::primitive_desc describeConvolution(const dnnl::engine& engine,
                                                              const ConvolutionForm& form,
                                                              const memory::desc& source,
                                                              const memory::desc& target,
                                                              memory::data_type type, bool winograd)
{
    const memory::desc weights(form.weightDims(), type, Tag::any);
    const memory::desc bias({form.outChannels}, memory::data_type::f32, Tag::a);
    const memory::dims strides{form.stride, form.stride};
    const memory::dims padding{form.kernel / 2, form.kernel / 2};
    const auto by = [&](dnnl::algorithm algorithm) {
        return worthwhile(describePrimitive<dnnl::convolution_forward>(
            engine, attributesWith(form.after), dnnl::prop_kind::forward_inference, algorithm,
            source, weights, bias, target, strides, padding, padding));
    };
    if (winograd && form.kernel == 3 && form.stride == 1 && !form.depthwise) {
        try {
            return by(dnnl::algorithm::convolution_winograd);
        } catch (const dnnl::error&) {
            // Not for this shape or processor.
        }
    }
    return by(dnnl::algorithm::convolution_direct);
}

} // namespace weft
