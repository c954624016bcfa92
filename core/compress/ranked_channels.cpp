#include "core/compress/ranked_channels_p.h"
#include "core/model/trunk_topology.h"
#include "core/store/module_state_p.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace weft {

namespace {

std::vector<double> valuesOf(const at::Tensor& scores)
{
    const auto plain = scores.detach().to(at::kCPU, at::kDouble).contiguous();
    return {plain.data_ptr<double>(), plain.data_ptr<double>() + plain.numel()};
}

} // namespace

RankedChannels rankChannels(const Classifier& network, int imageSize)
{
    RankedChannels channels{network->config(), imageSize, network->classes(), {}};
    const auto topology = trunkTopology(channels.model);
    const auto state = moduleState(*network);
    for (auto& scores : channels.scores) {
        scores.resize(innerWidths(topology).size());
    }
    for (const auto& step : topology.steps) {
        if (!step.innerOut || step.kind != TrunkStepKind::Convolution) {
            continue;
        }
        auto& norm = channels.scores[static_cast<std::size_t>(PruneRank::BatchNorm)];
        norm[*step.innerOut] = valuesOf(state.at("backbone." + step.norm + ".weight").abs());
        auto& filter = channels.scores[static_cast<std::size_t>(PruneRank::L1)][*step.innerOut];
        const auto sums =
            valuesOf(state.at("backbone." + step.name + ".weight").abs().sum({1, 2, 3}));
        filter.resize(sums.size());
        std::ranges::transform(filter, sums, filter.begin(), std::plus());
    }
    return channels;
}

std::vector<std::vector<std::int64_t>> keptChannels(const ChannelScores& scores,
                                                    const std::vector<int>& widths)
{
    std::vector<std::vector<std::int64_t>> kept;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        std::vector<std::int64_t> order(scores[i].size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, std::greater(), [&](std::int64_t channel) {
            return scores[i][static_cast<std::size_t>(channel)];
        });
        order.resize(static_cast<std::size_t>(widths[i]));
        std::ranges::sort(order);
        kept.push_back(std::move(order));
    }
    return kept;
}

} // namespace weft
