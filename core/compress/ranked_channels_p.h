#pragma once

#include "core/compress/pruning.h"
#include "core/config/run_config.h"
#include "core/model/classifier_p.h"

#include <array>
#include <cstdint>
#include <vector>

namespace weft {

/// For each inner width of a trunk the scores of its channels: the higher, the more it matters.
using ChannelScores = std::vector<std::vector<double>>;

/// A network and what its channels are worth.
struct RankedChannels
{
    ModelConfig model;
    int imageSize = 0;
    int classes = 0;
    std::array<ChannelScores, 2> scores; ///< By PruneRank.

    [[nodiscard]] const ChannelScores& by(PruneRank rank) const
    {
        return scores.at(static_cast<std::size_t>(rank));
    }
};

/// imageSize: the side of the images that it sees. Of EfficientNet's blocks, the norm is that
/// behind the depthwise convolution, which is read last, and the filters are those of both
/// convolutions that make the channel.
[[nodiscard]] RankedChannels rankChannels(const Classifier& network, int imageSize);

/// See PrunableNetwork::plan().
[[nodiscard]] Result<PrunePlan> planPruning(const RankedChannels& channels,
                                            const PruneOptions& options);

/// See PrunableNetwork::leastFlops().
[[nodiscard]] double leastFlops(const RankedChannels& channels, int multiple);

/// Of each inner width, the so many channels that score highest, by rising numbers; among equal
/// ones the first.
[[nodiscard]] std::vector<std::vector<std::int64_t>> keptChannels(const ChannelScores& scores,
                                                                  const std::vector<int>& widths);

} // namespace weft
