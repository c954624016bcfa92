#include "core/compress/pruning.h"

#include "core/base/exceptions_p.h"
#include "core/compress/ranked_channels_p.h"
#include "core/model/network_description.h"
#include "core/store/trained_network_p.h"

#include <utility>

namespace weft {

PrunableNetwork::PrunableNetwork(std::shared_ptr<const RankedChannels> channels)
    : m_channels(std::move(channels))
{
}

Result<PrunableNetwork> PrunableNetwork::open(const std::filesystem::path& run,
                                              CheckpointKind checkpoint)
{
    try {
        const auto network = loadTrainedNetwork(run, checkpoint);
        if (!network) {
            return network.error();
        }
        auto channels = std::make_shared<const RankedChannels>(
            rankChannels(network->model, network->run.record().preprocessing.size));
        const auto described =
            describeNetwork(channels->model, channels->imageSize, channels->classes);
        if (!described) {
            return described.error();
        }
        return PrunableNetwork(std::move(channels));
    } catch (...) {
        return errorFromException(run.string());
    }
}

Result<PrunePlan> PrunableNetwork::plan(const PruneOptions& options) const
{
    return planPruning(*m_channels, options);
}

double PrunableNetwork::leastFlops(int multiple) const
{
    return weft::leastFlops(*m_channels, multiple);
}

} // namespace weft
