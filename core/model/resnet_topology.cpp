#include "core/model/resnet_topology.h"

#include <numeric>
#include <span>

namespace weft {

namespace {

/// Residual blocks of one width; the first has the stride.
struct Stage
{
    int width = 0;
    int blocks = 0;
    int stride = 1;
};

struct Spec
{
    const char* title;
    int stemChannels;
    int stemKernel;
    int stemStride;
    bool stemPool; ///< A 3x3 max-pool of stride 2 after the stem.
    /// The output's channels over the width. 1: two 3x3 convolutions; else bottlenecks (He et al.
    /// 2015, figure 5).
    int expansion;
    std::span<const Stage> stages;
};

constexpr Stage stages18[] = {{64, 2, 1}, {128, 2, 2}, {256, 2, 2}, {512, 2, 2}};
constexpr Stage stages20[] = {{16, 3, 1}, {32, 3, 2}, {64, 3, 2}};
constexpr Stage stages34[] = {{64, 3, 1}, {128, 4, 2}, {256, 6, 2}, {512, 3, 2}};

Spec specOf(Backbone backbone)
{
    switch (backbone) {
    case Backbone::ResNet18Cifar:
        return {"ResNet-18 (CIFAR stem)", 64, 3, 1, false, 1, stages18};
    case Backbone::ResNet20:
        return {"ResNet-20", 16, 3, 1, false, 1, stages20};
    case Backbone::ResNet34:
        return {"ResNet-34", 64, 7, 2, true, 1, stages34};
    case Backbone::ResNet50:
        return {"ResNet-50", 64, 7, 2, true, 4, stages34};
    default:
        return {"ResNet-18", 64, 7, 2, true, 1, stages18};
    }
}

/// Appends blocks to a topology.
class Builder
{
public:
    Builder(const Spec& spec, std::vector<TrunkStep>& steps)
        : m_expansion(spec.expansion)
        , m_allBlocks(
              std::accumulate(spec.stages.begin(), spec.stages.end(), 0,
                              [](int sum, const Stage& stage) { return sum + stage.blocks; }))
        , m_channels(spec.stemChannels)
        , m_steps(steps)
    {
        addStem(spec);
    }

    void addBlock(const std::string& name, int width, int stride)
    {
        const int out = width * m_expansion;
        auto inner = m_place;
        const auto within = [&](const char* number, int kernel, int step, TrunkPlace to) {
            auto& added = add(name + "conv" + number, name + "bn" + number,
                              inner == m_place ? m_channels : width, width, inner, to);
            added.kernel = kernel;
            added.stride = step;
            added.activation = Activation::Relu;
            added.innerOut = m_widths++;
            inner = to;
        };
        if (m_expansion == 1) {
            within("1", 3, stride, TrunkPlace::Inner);
        } else {
            within("1", 1, 1, TrunkPlace::Inner);
            within("2", 3, stride, TrunkPlace::Deeper);
        }
        if (stride != 1 || m_channels != out) {
            const auto other = acrossFrom(m_place);
            add(name + "downsample.0", name + "downsample.1", m_channels, out, m_place, other)
                .stride = stride;
            m_place = other;
        }
        const char* const number = m_expansion == 1 ? "2" : "3";
        auto& last = add(name + "conv" + number, name + "bn" + number, width, out, inner, m_place);
        last.kernel = m_expansion == 1 ? 3 : 1;
        last.add = true;
        last.depth = static_cast<double>(m_blocks++) / m_allBlocks;
        last.activation = Activation::Relu;
        m_channels = out;
    }

private:
    void addStem(const Spec& spec)
    {
        auto& stem = add("conv1", "bn1", 3, m_channels, TrunkPlace::Images,
                         spec.stemPool ? TrunkPlace::Inner : TrunkPlace::Left);
        stem.kernel = spec.stemKernel;
        stem.stride = spec.stemStride;
        stem.activation = Activation::Relu;
        if (spec.stemPool) {
            auto& pool = add({}, {}, m_channels, m_channels, TrunkPlace::Inner, TrunkPlace::Left);
            pool.kind = TrunkStepKind::Pooling;
            pool.kernel = 3;
            pool.stride = 2;
        }
    }

    TrunkStep& add(const std::string& name, const std::string& norm, int in, int out,
                   TrunkPlace from, TrunkPlace to)
    {
        m_steps.push_back({.name = name,
                           .norm = norm,
                           .inChannels = in,
                           .outChannels = out,
                           .from = from,
                           .to = to});
        return m_steps.back();
    }

    int m_expansion;
    int m_allBlocks;
    int m_blocks = 0;         ///< So far.
    std::size_t m_widths = 0; ///< Inner ones, so far.
    int m_channels;
    TrunkPlace m_place = TrunkPlace::Left; ///< Of the blocks' last output.
    std::vector<TrunkStep>& m_steps;
};

} // namespace

TrunkTopology resnetTopology(Backbone backbone)
{
    const auto spec = specOf(backbone);
    TrunkTopology topology{spec.title, {}, {}};
    Builder builder(spec, topology.steps);
    int number = 0;
    for (const auto& stage : spec.stages) {
        ++number;
        for (int block = 0; block < stage.blocks; ++block) {
            builder.addBlock("layer" + std::to_string(number) + "." + std::to_string(block) + ".",
                             stage.width, block == 0 ? stage.stride : 1);
        }
        topology.stageEnds.push_back(topology.steps.size() - 1);
    }
    return topology;
}

} // namespace weft
