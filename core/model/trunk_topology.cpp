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
    std::array<int, trunkPlaces> sides{};
    sides[static_cast<std::size_t>(TrunkPlace::Images)] = imageSide;
    std::vector<int> result;
    for (const auto& step : topology.steps) {
        const int side =
            stridedSide(sides.at(static_cast<std::size_t>(step.from)), step.kernel, step.stride);
        sides.at(static_cast<std::size_t>(step.to)) = side;
        result.push_back(side);
    }
    return result;
}

int featureSide(const TrunkTopology& topology, int imageSide)
{
    return stepSides(topology, imageSide).back();
}

} // namespace weft
