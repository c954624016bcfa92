#include "core/model/efficientnet_topology.h"

namespace weft {

namespace {

/// Inverted bottlenecks (Sandler et al. 2018); the first has the stride.
struct Stage
{
    int expansion, kernel, stride, channels, blocks;
};

constexpr Stage stages[] = {{1, 3, 1, 16, 1}, {6, 3, 2, 24, 2},  {6, 5, 2, 40, 2},
                            {6, 3, 2, 80, 3}, {6, 5, 1, 112, 3}, {6, 5, 2, 192, 4},
                            {6, 3, 1, 320, 1}};
constexpr int stemChannels = 32;
constexpr int lastChannels = 1280;
constexpr int allBlocks = 16;

class Builder
{
public:
    explicit Builder(std::vector<TrunkStep>& steps)
        : m_steps(steps)
    {
        auto& stem = add("features.0.", 3, stemChannels, TrunkPlace::Images, TrunkPlace::Left);
        stem.kernel = 3;
        stem.stride = 2;
        m_channels = stemChannels;
    }

    void addBlock(const std::string& name, const Stage& stage, int stride)
    {
        const int wide = m_channels * stage.expansion;
        int part = 0;
        const auto next = [&] { return name + "block." + std::to_string(part++) + "."; };
        auto inner = m_place;
        if (stage.expansion != 1) {
            add(next(), m_channels, wide, inner, TrunkPlace::Inner).innerOut = m_widths++;
            inner = TrunkPlace::Inner;
        }
        auto& deep = add(next(), wide, wide, inner, TrunkPlace::Deeper);
        deep.kernel = stage.kernel;
        deep.stride = stride;
        deep.depthwise = true;
        auto squeeze = next();
        squeeze.pop_back();
        m_steps.push_back({.kind = TrunkStepKind::Squeeze,
                           .name = squeeze,
                           .inChannels = wide,
                           .outChannels = wide,
                           .from = TrunkPlace::Deeper,
                           .to = TrunkPlace::Deeper,
                           .squeezed = m_channels / 4});
        const bool residual = stride == 1 && m_channels == stage.channels;
        if (!residual) {
            m_place = acrossFrom(m_place);
        }
        auto& out = add(next(), wide, stage.channels, TrunkPlace::Deeper, m_place);
        out.activation = Activation::None;
        out.add = residual;
        out.depth = static_cast<double>(m_blocks) / allBlocks;
        m_channels = stage.channels;
        ++m_blocks;
    }

    void addLast(const std::string& name)
    {
        add(name, m_channels, lastChannels, m_place, TrunkPlace::Inner);
    }

private:
    TrunkStep& add(const std::string& name, int in, int out, TrunkPlace from, TrunkPlace to)
    {
        m_steps.push_back({.name = name + "0",
                           .norm = name + "1",
                           .inChannels = in,
                           .outChannels = out,
                           .from = from,
                           .to = to,
                           .activation = Activation::Silu});
        return m_steps.back();
    }

    int m_channels = 3;
    int m_blocks = 0;
    std::size_t m_widths = 0;              ///< Inner ones, so far.
    TrunkPlace m_place = TrunkPlace::Left; ///< Of the blocks' last output.
    std::vector<TrunkStep>& m_steps;
};

} // namespace

TrunkTopology efficientNetTopology()
{
    TrunkTopology topology{"EfficientNet-B0", {}, {}};
    Builder builder(topology.steps);
    int number = 0;
    for (const auto& stage : stages) {
        if (stage.stride != 1) { // The resolution of what is there ends.
            topology.stageEnds.push_back(topology.steps.size() - 1);
        }
        ++number;
        for (int block = 0; block < stage.blocks; ++block) {
            builder.addBlock("features." + std::to_string(number) + "." + std::to_string(block) +
                                 ".",
                             stage, block == 0 ? stage.stride : 1);
        }
    }
    builder.addLast("features." + std::to_string(number + 1) + ".");
    topology.stageEnds.push_back(topology.steps.size() - 1);
    return topology;
}

} // namespace weft
