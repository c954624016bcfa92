#pragma once

#include "core/base/result.h"
#include "core/train/evaluator.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace weft {

/// By what the channels within a block are ranked. Names on the command line: bn, l1.
enum class PruneRank {
    BatchNorm, ///< |gamma| of the norm that the next convolution reads (Liu et al. 2017).
    L1,        ///< Sum of the absolute weights of the filters that make it (Li et al. 2016).
};

struct PruneOptions
{
    PruneRank rank = PruneRank::BatchNorm;
    double ratio = 0.5; ///< Share of each block's channels that goes; between 0 and 1.
    /// In the place of the ratio: share of the network's FLOPs that remains, between 0 and 1. All
    /// blocks' channels are ranked together, each by its share of its block's mean; those with the
    /// least go first, until what remains is nearest to this.
    std::optional<double> flops;
    /// Blocks are left with a multiple of so many channels, and no fewer than that, 1 to 64. A
    /// vector holds 16: fewer or other numbers take the time of the next multiple.
    int multiple = 8;
};

/// What would be left.
struct PrunePlan
{
    std::vector<int> before; ///< Channels within the blocks; see ModelConfig::widths.
    std::vector<int> widths; ///< The same of the pruned network.
    std::int64_t parametersBefore = 0;
    std::int64_t parameters = 0;
    std::int64_t flopsBefore = 0; ///< See NetworkDescription.
    std::int64_t flops = 0;
};

struct RankedChannels;

/// A trained network's channels and their ranks. A copy is cheap and shares them; safe from any
/// thread.
class PrunableNetwork
{
public:
    /// Reads a checkpoint: not for the window's thread. Fails as loading it does.
    [[nodiscard]] static Result<PrunableNetwork> open(const std::filesystem::path& run,
                                                      CheckpointKind checkpoint);

    /// By arithmetic, quick enough for every move of a slider. Fails with InvalidArgument where an
    /// option is out of its limits, where nothing would go, and where the FLOPs cannot be reached,
    /// naming the least that can.
    [[nodiscard]] Result<PrunePlan> plan(const PruneOptions& options) const;

    /// The least share of FLOPs that plan() reaches with this multiple: the BiLSTM, the head and
    /// the channels between the blocks stay.
    [[nodiscard]] double leastFlops(int multiple) const;

private:
    explicit PrunableNetwork(std::shared_ptr<const RankedChannels> channels);
    std::shared_ptr<const RankedChannels> m_channels;
};

} // namespace weft
