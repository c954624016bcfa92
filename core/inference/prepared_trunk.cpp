#include "core/base/onednn_p.h"
#include "core/inference/prepared_trunk_p.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <map>
#include <utility>

namespace weft {

namespace {

using dnnl::memory;
using Tag = memory::format_tag;

constexpr auto float32 = memory::data_type::f32;

/// More than a picture's 7x7, fewer than its 14x14.
constexpr std::int64_t leastCellsOfWinograd = 100;

bool processorHas(dnnl::cpu_isa isa)
{
    // Each kind of x86 has the bits of those before it.
    const auto bits = static_cast<unsigned>(isa);
    return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & bits) == bits;
}

/// How values lie between convolutions.
Tag blockedLayout()
{
    return processorHas(dnnl::cpu_isa::avx512_core) ? Tag::nChw16c
           : processorHas(dnnl::cpu_isa::avx2)      ? Tag::nChw8c
                                                    : Tag::nhwc;
}

dnnl::primitive_attr attributesOf(const TrunkLayer& layer)
{
    dnnl::post_ops after;
    if (layer.add) {
        after.append_sum();
    }
    if (layer.relu) {
        appendRelu(after);
    }
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    attributes.set_post_ops(after);
    return attributes;
}

dnnl::convolution_forward::primitive_desc
describe(const dnnl::engine& engine, const TrunkLayer& layer, const memory::desc& source,
         const memory::desc& target, memory::data_type type, bool winograd)
{
    const memory::desc weights({layer.outChannels, layer.inChannels, layer.kernel, layer.kernel},
                               type, Tag::any);
    const memory::desc bias({layer.outChannels}, float32, Tag::a);
    const memory::dims strides{layer.stride, layer.stride};
    const memory::dims padding{layer.kernel / 2, layer.kernel / 2};
    const auto by = [&](dnnl::algorithm algorithm) {
        return worthwhile(describePrimitive<dnnl::convolution_forward>(
            engine, attributesOf(layer), dnnl::prop_kind::forward_inference, algorithm, source,
            weights, bias, target, strides, padding, padding));
    };
    if (winograd && layer.kernel == 3 && layer.stride == 1) {
        try {
            return by(dnnl::algorithm::convolution_winograd);
        } catch (const dnnl::error&) {
            // Not for this shape or processor.
        }
    }
    return by(dnnl::algorithm::convolution_direct);
}

} // namespace

PreparedTrunk::PreparedTrunk(const BackboneSpec& spec, const std::vector<TrunkLayer>& layers,
                             const TrunkShape& shape)
    : m_shape(shape)
    , m_engine(dnnl::engine::kind::cpu, 0)
    , m_stream(m_engine)
    , m_type(shape.bf16 ? memory::data_type::bf16 : float32)
{
    if (shape.bf16 && !processorHas(dnnl::cpu_isa::avx512_core)) {
        throw dnnl::error(dnnl_unimplemented, "no bfloat16");
    }
    Values images{TrunkPlace::Images, 3, shape.height, shape.width, {}};
    images.layout = {dimsOf(images), float32, Tag::nchw};
    std::map<TrunkPlace, Values> values{
        {TrunkPlace::Images, shape.bf16 ? addConversion(images) : images}};
    auto place = TrunkPlace::Images;
    for (const auto& layer : layers) {
        place = layer.to;
        values.insert_or_assign(place, addConvolution(layer, values.at(layer.from)));
        if (&layer == &layers.front() && spec.stemPool) {
            const auto pooled = addPooling(values.at(place));
            place = pooled.place;
            values.insert_or_assign(place, pooled);
        }
    }
    addFeatures(values.at(place));
    bindMemory();
}

memory::dims PreparedTrunk::dimsOf(const Values& values) const
{
    return {m_shape.images, values.channels, values.height, values.width};
}

PreparedTrunk::Values PreparedTrunk::addConversion(const Values& source)
{
    auto target = source;
    target.place = TrunkPlace::Right; // Free until the trunk's first projection.
    target.layout = {dimsOf(target), m_type, Tag::nchw};
    const dnnl::reorder::primitive_desc description(m_engine, source.layout, m_engine,
                                                    target.layout);
    m_steps.push_back({dnnl::reorder(description), source, target, {}, {}});
    return target;
}

PreparedTrunk::Values PreparedTrunk::addConvolution(const TrunkLayer& layer, const Values& source)
{
    Values target{layer.to,
                  layer.outChannels,
                  stridedSide(source.height, layer.kernel, layer.stride),
                  stridedSide(source.width, layer.kernel, layer.stride),
                  {}};
    target.layout = {dimsOf(target), m_type, blockedLayout()};
    // Each weight is used as many times, and that has to be worth its transformation.
    const auto cells = m_shape.images * target.height * target.width;
    const bool winograd = m_shape.winograd && !m_shape.bf16 && cells >= leastCellsOfWinograd;
    const auto description =
        describe(m_engine, layer, source.layout, target.layout, m_type, winograd);
    const Weights own{{description.weights_desc(), m_engine}, {description.bias_desc(), m_engine}};
    m_weights.push_back(own);
    m_steps.push_back({dnnl::convolution_forward(description),
                       source,
                       target,
                       description.scratchpad_desc(),
                       {{DNNL_ARG_WEIGHTS, own.weights}, {DNNL_ARG_BIAS, own.bias}}});
    return target;
}

PreparedTrunk::Values PreparedTrunk::addPooling(const Values& source)
{
    Values target{TrunkPlace::Left,
                  source.channels,
                  stridedSide(source.height, 3, 2),
                  stridedSide(source.width, 3, 2),
                  {}};
    target.layout = {dimsOf(target), m_type, blockedLayout()};
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const memory::dims stride{2, 2};
    const memory::dims kernel{3, 3};
    const memory::dims dilation{0, 0};
    const memory::dims padding{1, 1};
    const auto description = worthwhile(describePrimitive<PoolingPrimitive>(
        m_engine, attributes, dnnl::prop_kind::forward_inference, dnnl::algorithm::pooling_max,
        source.layout, target.layout, stride, kernel, dilation, padding, padding));
    m_steps.push_back(
        {PoolingPrimitive(description), source, target, description.scratchpad_desc(), {}});
    return target;
}

void PreparedTrunk::addFeatures(const Values& source)
{
    auto target = source;
    target.place = TrunkPlace::Features;
    target.layout = {dimsOf(target), m_type, Tag::nhwc};
    const dnnl::reorder::primitive_desc description(m_engine, source.layout, m_engine,
                                                    target.layout);
    m_steps.push_back({dnnl::reorder(description), source, target, {}, {}});
}

void PreparedTrunk::bindMemory()
{
    std::map<TrunkPlace, std::size_t> bytes;
    std::size_t scratchpadBytes = 0;
    for (const auto& step : m_steps) {
        for (const auto* values : {&step.source, &step.target}) {
            auto& most = bytes[values->place];
            most = std::max(most, values->layout.get_size());
        }
        scratchpadBytes = std::max(scratchpadBytes, step.scratchpad.get_size());
    }
    const auto take = [this](std::size_t size) {
        m_memory.push_back(at::zeros({static_cast<std::int64_t>(size)}, at::kByte));
        return m_memory.back().data_ptr();
    };
    std::map<TrunkPlace, void*> addresses{{TrunkPlace::Images, nullptr},
                                          {TrunkPlace::Features, nullptr}};
    for (const auto place : {TrunkPlace::Inner, TrunkPlace::Left, TrunkPlace::Right}) {
        addresses[place] = take(bytes[place]);
    }
    void* const scratchpad = take(scratchpadBytes);
    for (auto& step : m_steps) {
        step.arguments.insert(
            {{DNNL_ARG_SRC, {step.source.layout, m_engine, addresses.at(step.source.place)}},
             {DNNL_ARG_DST, {step.target.layout, m_engine, addresses.at(step.target.place)}},
             {DNNL_ARG_SCRATCHPAD, {step.scratchpad, m_engine, scratchpad}}});
    }
}

bool PreparedTrunk::load(const TrunkParameters& parameters)
{
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        const auto folded = parameters.fold(i);
        if (!folded.weights.isfinite().all().item<bool>() ||
            !folded.bias.isfinite().all().item<bool>()) {
            return false;
        }
        const auto& sizes = folded.weights.sizes();
        const memory::desc plain({sizes[0], sizes[1], sizes[2], sizes[3]}, float32, Tag::oihw);
        memory weights(plain, m_engine, folded.weights.data_ptr());
        auto& own = m_weights[i];
        dnnl::reorder(weights, own.weights).execute(m_stream, weights, own.weights);
        m_stream.wait();
        std::copy_n(folded.bias.data_ptr<float>(), folded.bias.numel(),
                    static_cast<float*>(own.bias.get_data_handle()));
    }
    return true;
}

void PreparedTrunk::run(const float* images, void* features)
{
    // oneDNN only reads the images.
    m_steps.front().arguments.at(DNNL_ARG_SRC).set_data_handle(const_cast<float*>(images));
    m_steps.back().arguments.at(DNNL_ARG_DST).set_data_handle(features);
    for (const auto& step : m_steps) {
        step.primitive.execute(m_stream, step.arguments);
    }
    m_stream.wait();
}

void PreparedTrunk::clear()
{
    for (auto& place : m_memory) {
        place.zero_();
    }
}

std::array<std::int64_t, 3> PreparedTrunk::featureShape() const
{
    const auto& last = m_steps.back().target;
    return {last.channels, last.height, last.width};
}

} // namespace weft
