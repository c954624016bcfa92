#include "core/model/network_description.h"

#include "core/config/validation.h"
#include "core/model/trunk_topology.h"

namespace weft {

namespace {

/// A norm's scaling is not counted as a multiply-add, as is usual.
NetworkStage describeBackbone(const TrunkTopology& topology, int imageSize)
{
    const auto sides = stepSides(topology, imageSize);
    const std::int64_t side = sides.back();
    NetworkStage stage{
        StageKind::Backbone, topology.title, {topology.channels(), side, side}, 0, 0};
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const auto& step = topology.steps[i];
        const std::int64_t in = step.inChannels;
        const std::int64_t out = step.outChannels;
        if (step.kind == TrunkStepKind::Convolution) {
            const auto weights = (step.depthwise ? 1 : in) * out * step.kernel * step.kernel;
            stage.parameters += weights + 2 * out;
            stage.multiplyAdds += weights * sides[i] * sides[i];
        } else if (step.kind == TrunkStepKind::Squeeze) {
            const auto weights = (in + out) * step.squeezed;
            stage.parameters += weights + step.squeezed + out;
            stage.multiplyAdds += weights;
        }
    }
    return stage;
}

NetworkStage describeLstm(const ModelConfig& model, std::int64_t input)
{
    const std::int64_t hidden = model.hidden;
    const std::int64_t steps = static_cast<std::int64_t>(model.grid) * model.grid;
    std::int64_t weights = 0;
    std::int64_t biases = 0;
    for (int layer = 0; layer < model.layers; ++layer) {
        weights += 2 * 4 * hidden * ((layer == 0 ? input : 2 * hidden) + hidden);
        biases += 2 * 2 * 4 * hidden;
    }
    return {StageKind::BiLstm, "BiLSTM", {steps, 2 * hidden}, weights + biases, weights * steps};
}

NetworkStage describeHead(const ModelConfig& model, std::int64_t channels)
{
    const std::int64_t steps = static_cast<std::int64_t>(model.grid) * model.grid;
    const std::int64_t width = 2 * static_cast<std::int64_t>(model.hidden);
    switch (model.head) {
    case Head::Gap:
        return {StageKind::Head, "Global average pooling", {channels}, 0, 0};
    case Head::Attention: // The scores, and the weighted sum.
        return {StageKind::Head, "Attention", {width}, width + 1, 2 * steps * width};
    case Head::Final:
        return {StageKind::Head, "Final states", {width}, 0, 0};
    case Head::Mean:
        return {StageKind::Head, "Mean", {width}, 0, 0};
    case Head::Last:
        break;
    }
    return {StageKind::Head, "Last step", {width}, 0, 0};
}

/// What validate() says of the network's own keys.
Result<void> check(const ModelConfig& model, int imageSize, int classes)
{
    if (classes < 1) {
        return Error{ErrorCode::InvalidArgument, "classes", "must be at least 1"};
    }
    RunConfig config;
    config.model = model;
    config.data.size = imageSize;
    for (const auto& issue : validate(config)) {
        if (!issue.warning && (issue.key == "data.size" || issue.key.starts_with("model."))) {
            const auto prefix = issue.key + ": ";
            return Error{ErrorCode::InvalidArgument, issue.key,
                         issue.message.starts_with(prefix) ? issue.message.substr(prefix.size())
                                                           : issue.message};
        }
    }
    return {};
}

} // namespace

Result<NetworkDescription> describeNetwork(const ModelConfig& model, int imageSize, int classes)
{
    if (auto checked = check(model, imageSize, classes); !checked) {
        return checked.error();
    }
    NetworkDescription network;
    auto& stages = network.stages;
    stages.push_back({StageKind::Image, "Image", {3, imageSize, imageSize}, 0, 0});
    stages.push_back(describeBackbone(trunkTopology(model.backbone), imageSize));
    const auto channels = stages.back().shape[0];
    const bool recurrent = model.head != Head::Gap;
    const int side = recurrent ? model.grid : static_cast<int>(stages.back().shape[1]);
    network.grid = {static_cast<int>(channels), side, side};
    if (recurrent) {
        network.sequenceLength = side * side;
        stages.push_back({StageKind::Grid, "Grid", {channels, side, side}, 0, 0});
        stages.push_back(
            {StageKind::Sequence, "Sequence", {network.sequenceLength, channels}, 0, 0});
        stages.push_back(describeLstm(model, channels));
    }
    stages.push_back(describeHead(model, channels));
    const auto width = stages.back().shape[0];
    stages.push_back(
        {StageKind::Classes, "Classes", {classes}, (width + 1) * classes, width * classes});
    for (const auto& stage : stages) {
        network.parameters += stage.parameters;
        network.flops += 2 * stage.multiplyAdds;
    }
    return network;
}

std::int64_t trainableParameters(const NetworkDescription& network, Freeze freeze)
{
    auto trainable = network.parameters;
    for (const auto& stage : network.stages) {
        if (freeze == Freeze::Backbone && stage.kind == StageKind::Backbone) {
            trainable -= stage.parameters;
        }
    }
    return trainable;
}

} // namespace weft
