#include "core/base/onednn_p.h"
#include "core/inference/prepared_trunk_p.h"

namespace weft {

using dnnl::memory;

PreparedTrunk::Values PreparedTrunk::addSqueeze(const TrunkStep& step, const Values& source)
{
    ConvolutionForm squeeze{
        .inChannels = step.inChannels, .outChannels = step.squeezed, .after = {}};
    appendFunction(squeeze.after, dnnl::algorithm::eltwise_swish, 1);
    ConvolutionForm excite{
        .inChannels = step.squeezed, .outChannels = step.outChannels, .after = {}};
    appendFunction(excite.after, dnnl::algorithm::eltwise_logistic);
    const auto few = addConvolution(squeeze, addMeans(source), squeezed);
    addScaling(source, addConvolution(excite, few, means));
    return source;
}

/// Of each image's channels.
PreparedTrunk::Values PreparedTrunk::addMeans(const Values& source)
{
    Values target{means, source.channels, 1, 1, {}};
    target.layout = {dimsOf(target), m_type, blockedLayout()};
    const memory::dims whole{source.height, source.width};
    const memory::dims none{0, 0};
    const memory::dims one{1, 1};
    const auto description = worthwhile(describePrimitive<PoolingPrimitive>(
        m_engine, attributesWith(), dnnl::prop_kind::forward_inference,
        dnnl::algorithm::pooling_avg_exclude_padding, source.layout, target.layout, one, whole,
        none, none, none));
    m_steps.push_back(
        {PoolingPrimitive(description), source, target, {}, description.scratchpad_desc(), {}});
    return target;
}

/// In place.
void PreparedTrunk::addScaling(const Values& values, const Values& scales)
{
    const auto description = worthwhile(
        describePrimitive<dnnl::binary>(m_engine, attributesWith(), dnnl::algorithm::binary_mul,
                                        values.layout, scales.layout, values.layout));
    m_steps.push_back(
        {dnnl::binary(description), values, values, scales, description.scratchpad_desc(), {}});
}

} // namespace weft
