#include "core/model/network_widths.h"

#include "core/model/reading_order.h"
#include "core/model/trunk_topology.h"

#include <numeric>

namespace weft {

std::vector<int> usedStages(const ModelConfig& model)
{
    const auto& topology = fullTrunk(model.backbone); // Pruning leaves the stages' outputs.
    const auto count =
        model.fusion == Fusion::None ? 1 : static_cast<std::size_t>(model.fusionStages);
    std::vector<int> channels;
    for (std::size_t i = topology.stageEnds.size() - count; i < topology.stageEnds.size(); ++i) {
        channels.push_back(topology.steps[topology.stageEnds[i]].outChannels);
    }
    return channels;
}

int pooledChannels(const ModelConfig& model)
{
    const auto channels = usedStages(model);
    return std::accumulate(channels.begin(), channels.end(), 0);
}

int cellChannels(const ModelConfig& model)
{
    switch (model.fusion) {
    case Fusion::Concat:
        return model.fusionStages * model.fusionChannels;
    case Fusion::Sum:
        return model.fusionChannels;
    case Fusion::None:
        break;
    }
    return pooledChannels(model);
}

int stepWidth(const ModelConfig& model)
{
    return static_cast<int>(readingsOf(model.order).size()) * 2 * model.hidden;
}

int headWidth(const ModelConfig& model)
{
    if (model.head == Head::Gap) {
        return model.gapHidden > 0 ? model.gapHidden : cellChannels(model);
    }
    return (model.head == Head::Attention ? model.attentionHeads : 1) * stepWidth(model);
}

} // namespace weft
