#include "core/model/trunk_topology.h"

#include "core/model/efficientnet_topology.h"
#include "core/model/resnet_topology.h"
#include "core/model/strided_side.h"

#include <array>

namespace weft {

const TrunkTopology& trunkTopology(Backbone backbone)
{
    static const std::array topologies{
        resnetTopology(Backbone::ResNet18), resnetTopology(Backbone::ResNet18Cifar),
        resnetTopology(Backbone::ResNet20), resnetTopology(Backbone::ResNet34),
        resnetTopology(Backbone::ResNet50), efficientNetTopology(),
    };
    return topologies.at(static_cast<std::size_t>(backbone));
}

std::vector<int> stepSides(const TrunkTopology& topology, int imageSide)
{
    TrunkPlaces<int> sides(imageSide);
    std::vector<int> result;
    for (const auto& step : topology.steps) {
        sides[step.to] = stridedSide(sides[step.from], step.kernel, step.stride);
        result.push_back(sides[step.to]);
    }
    return result;
}

int featureSide(const TrunkTopology& topology, int imageSide)
{
    return stepSides(topology, imageSide).back();
}

} // namespace weft
