#include "core/base/onednn_p.h"
#include "core/base/processor.h"
#include "core/base/processor_p.h"
#include "core/inference/prepared_trunk_p.h"
#include "core/model/strided_side.h"

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

constexpr int placeOf(TrunkPlace place)
{
    return static_cast<int>(place);
}

/// oneDNN's quick convolutions read no fewer channels than a block of the layout holds. A pruned
/// trunk may have fewer: its blocks are filled up with channels whose weights are zeros, for which
/// the layout has the room and the convolution takes the time in any case.
std::vector<TrunkStep> withFilledBlocks(std::vector<TrunkStep> steps)
{
    const auto block = static_cast<int>(floatBlock());
    for (auto& step : steps) {
        if (step.from != TrunkPlace::Images) {
            step.inChannels = std::max(step.inChannels, block);
        }
        step.outChannels = std::max(step.outChannels, block);
    }
    return steps;
}

/// Weights [O, I, K, K] with zeros for the channels that fill up a block. dims: with or without a
/// side of groups, [O, 1, 1, K, K].
at::Tensor filled(const at::Tensor& weights, const memory::dims& dims)
{
    auto whole =
        at::zeros({dims.front(), dims.at(dims.size() - 3), weights.size(2), weights.size(3)});
    whole.narrow(0, 0, weights.size(0)).narrow(1, 0, weights.size(1)).copy_(weights);
    return whole;
}

} // namespace

PreparedTrunk::PreparedTrunk(const TrunkTopology& topology, const TrunkShape& shape,
                             std::size_t stages)
    : m_shape(shape)
    , m_engine(dnnl::engine::kind::cpu, 0)
    , m_stream(m_engine)
    , m_type(shape.bf16 ? memory::data_type::bf16 : float32)
{
    if (shape.bf16 && !processorHasBf16()) {
        throw dnnl::error(dnnl_unimplemented, "no bfloat16");
    }
    Values images{placeOf(TrunkPlace::Images), 3, shape.height, shape.width, {}};
    images.layout = {dimsOf(images), float32, Tag::nchw};
    TrunkPlaces<Values> values(shape.bf16 ? addConversion(images) : images);
    const auto steps = withFilledBlocks(topology.steps);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& step = steps[i];
        values[step.to] = add(step, values[step.from]);
        if (topology.endsStage(i, stages)) {
            addFeatures(values[step.to]); // Before a later step takes the place.
        }
    }
    bindMemory();
}

PreparedTrunk::Values PreparedTrunk::add(const TrunkStep& step, const Values& source)
{
    switch (step.kind) {
    case TrunkStepKind::Pooling:
        return addPooling(step, source);
    case TrunkStepKind::Squeeze:
        return addSqueeze(step, source);
    case TrunkStepKind::Convolution:
        break;
    }
    return addConvolution(formOf(step), source, placeOf(step.to));
}

memory::dims PreparedTrunk::dimsOf(const Values& values) const
{
    return {m_shape.images, values.channels, values.height, values.width};
}

PreparedTrunk::Values PreparedTrunk::addConversion(const Values& source)
{
    auto target = source;
    target.place = placeOf(TrunkPlace::Right); // Free until the trunk's first projection.
    target.layout = {dimsOf(target), m_type, Tag::nchw};
    const dnnl::reorder::primitive_desc description(m_engine, source.layout, m_engine,
                                                    target.layout);
    m_steps.push_back({dnnl::reorder(description), source, target, {}, {}, {}});
    return target;
}

PreparedTrunk::Values PreparedTrunk::addConvolution(const ConvolutionForm& form,
                                                    const Values& source, Place to)
{
    Values target{to,
                  form.outChannels,
                  stridedSide(source.height, form.kernel, form.stride),
                  stridedSide(source.width, form.kernel, form.stride),
                  {}};
    target.layout = {dimsOf(target), m_type, blockedLayout()};
    // Each weight is used as many times, and that has to be worth its transformation.
    const auto cells = m_shape.images * target.height * target.width;
    const bool winograd = m_shape.winograd && !m_shape.bf16 && cells >= leastCellsOfWinograd;
    const auto description =
        describeConvolution(m_engine, form, source.layout, target.layout, m_type, winograd);
    const Weights own{{description.weights_desc(), m_engine},
                      {description.bias_desc(), m_engine},
                      form.weightDims()};
    m_weights.push_back(own);
    m_steps.push_back({dnnl::convolution_forward(description),
                       source,
                       target,
                       {},
                       description.scratchpad_desc(),
                       {{DNNL_ARG_WEIGHTS, own.weights}, {DNNL_ARG_BIAS, own.bias}}});
    return target;
}

PreparedTrunk::Values PreparedTrunk::addPooling(const TrunkStep& step, const Values& source)
{
    Values target{placeOf(step.to),
                  source.channels,
                  stridedSide(source.height, step.kernel, step.stride),
                  stridedSide(source.width, step.kernel, step.stride),
                  {}};
    target.layout = {dimsOf(target), m_type, blockedLayout()};
    const memory::dims stride{step.stride, step.stride};
    const memory::dims kernel{step.kernel, step.kernel};
    const memory::dims dilation{0, 0};
    const memory::dims padding{step.kernel / 2, step.kernel / 2};
    const auto description = worthwhile(describePrimitive<PoolingPrimitive>(
        m_engine, attributesWith(), dnnl::prop_kind::forward_inference,
        dnnl::algorithm::pooling_max, source.layout, target.layout, stride, kernel, dilation,
        padding, padding));
    m_steps.push_back(
        {PoolingPrimitive(description), source, target, {}, description.scratchpad_desc(), {}});
    return target;
}

void PreparedTrunk::addFeatures(const Values& source)
{
    auto target = source;
    target.place = outputs + static_cast<Place>(m_outputs.size());
    target.layout = {dimsOf(target), m_type, Tag::nhwc};
    const dnnl::reorder::primitive_desc description(m_engine, source.layout, m_engine,
                                                    target.layout);
    m_outputs.push_back(m_steps.size());
    m_steps.push_back({dnnl::reorder(description), source, target, {}, {}, {}});
}

void PreparedTrunk::bindMemory()
{
    std::map<Place, std::size_t> bytes;
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
    std::map<Place, void*> addresses;
    for (const auto& [place, size] : bytes) {
        const bool callers = place == placeOf(TrunkPlace::Images) || place >= outputs;
        addresses[place] = callers ? nullptr : take(size);
    }
    void* const scratchpad = take(scratchpadBytes);
    const auto memoryOf = [&](const Values& values) {
        return memory(values.layout, m_engine, addresses.at(values.place));
    };
    for (auto& step : m_steps) {
        step.arguments.insert({{DNNL_ARG_SRC, memoryOf(step.source)},
                               {DNNL_ARG_DST, memoryOf(step.target)},
                               {DNNL_ARG_SCRATCHPAD, {step.scratchpad, m_engine, scratchpad}}});
        if (step.other) {
            step.arguments.insert({DNNL_ARG_SRC_1, memoryOf(*step.other)});
        }
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
        auto& own = m_weights[i];
        const memory::desc plain(own.dims, float32, own.dims.size() == 5 ? Tag::goihw : Tag::oihw);
        const auto values = filled(folded.weights, own.dims);
        memory weights(plain, m_engine, values.data_ptr());
        dnnl::reorder(weights, own.weights).execute(m_stream, weights, own.weights);
        m_stream.wait();
        auto* const bias = static_cast<float*>(own.bias.get_data_handle());
        std::fill_n(bias, own.dims.front(), 0.0F);
        std::copy_n(folded.bias.data_ptr<float>(), folded.bias.numel(), bias);
    }
    return true;
}

void PreparedTrunk::run(const float* images, const std::vector<void*>& features)
{
    // oneDNN only reads the images.
    m_steps.front().arguments.at(DNNL_ARG_SRC).set_data_handle(const_cast<float*>(images));
    for (std::size_t i = 0; i < m_outputs.size(); ++i) {
        m_steps[m_outputs[i]].arguments.at(DNNL_ARG_DST).set_data_handle(features[i]);
    }
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

std::vector<std::array<std::int64_t, 3>> PreparedTrunk::featureShapes() const
{
    std::vector<std::array<std::int64_t, 3>> shapes;
    for (const auto step : m_outputs) {
        const auto& features = m_steps[step].target;
        shapes.push_back({features.channels, features.height, features.width});
    }
    return shapes;
}

} // namespace weft
