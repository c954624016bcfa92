#include "core/model/trunk_topology.h"

#include "core/model/efficientnet_topology.h"
#include "core/model/resnet_topology.h"
#include "core/model/strided_side.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace weft {

namespace {

/// Follows the inner widths from where blocks begin them to the steps that read them.
TrunkTopology linked(TrunkTopology topology)
{
    TrunkPlaces<std::optional<std::size_t>> widths(std::nullopt);
    for (auto& step : topology.steps) {
        step.innerIn = widths[step.from];
        if (step.depthwise || step.kind != TrunkStepKind::Convolution) {
            step.innerOut = step.innerIn; // Channel by channel.
        }
        widths[step.to] = step.innerOut;
    }
    return topology;
}

} // namespace

const TrunkTopology& fullTrunk(Backbone backbone)
{
    static const std::array topologies{
        linked(resnetTopology(Backbone::ResNet18)), linked(resnetTopology(Backbone::ResNet18Cifar)),
        linked(resnetTopology(Backbone::ResNet20)), linked(resnetTopology(Backbone::ResNet34)),
        linked(resnetTopology(Backbone::ResNet50)), linked(efficientNetTopology()),
    };
    return topologies.at(static_cast<std::size_t>(backbone));
}

TrunkTopology trunkTopology(const ModelConfig& model)
{
    auto topology = fullTrunk(model.backbone);
    if (model.widths.empty()) {
        return topology;
    }
    if (const auto fit = checkWidths(model); !fit) {
        throw std::invalid_argument(toString(fit.error()));
    }
    for (auto& step : topology.steps) {
        if (step.innerIn) {
            step.inChannels = model.widths[*step.innerIn];
        }
        if (step.innerOut) {
            step.outChannels = model.widths[*step.innerOut];
        }
    }
    return topology;
}

bool TrunkTopology::endsStage(std::size_t step, std::size_t stages) const
{
    const auto first = stageEnds.end() - static_cast<std::ptrdiff_t>(stages);
    return std::find(first, stageEnds.end(), step) != stageEnds.end();
}

std::vector<int> innerWidths(const TrunkTopology& topology)
{
    std::vector<int> widths;
    for (const auto& step : topology.steps) {
        if (step.innerOut == widths.size()) { // The step that begins the next one.
            widths.push_back(step.outChannels);
        }
    }
    return widths;
}

Result<void> checkWidths(const ModelConfig& model)
{
    if (model.widths.empty()) {
        return {};
    }
    const auto& topology = fullTrunk(model.backbone);
    const auto own = innerWidths(topology);
    const auto refusal = [](std::string reason) {
        return Error{ErrorCode::InvalidArgument, "model.widths", std::move(reason)};
    };
    if (model.widths.size() != own.size()) {
        return refusal(std::string(topology.title) + " has " + std::to_string(own.size()) +
                       " inner widths, and these are " + std::to_string(model.widths.size()));
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (model.widths[i] < 1 || model.widths[i] > own[i]) {
            return refusal("number " + std::to_string(i + 1) + " must be from 1 to " +
                           std::to_string(own[i]) + ", the backbone's own, not " +
                           std::to_string(model.widths[i]));
        }
    }
    return {};
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
