#include "core/model/network_description.h"

#include "core/config/validation.h"
#include "core/model/network_widths.h"
#include "core/model/reading_order.h"
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

std::int64_t cellsOf(const ModelConfig& model)
{
    return static_cast<std::int64_t>(model.grid) * model.grid;
}

/// "BiLSTM", or "BiLSTM x 2".
std::string timesName(const char* name, int count)
{
    return count == 1 ? name : name + (" x " + std::to_string(count));
}

/// Of so many cells. Adding or concatenating takes no multiply-add.
NetworkStage describeFusion(const ModelConfig& model, std::int64_t cells)
{
    NetworkStage stage{StageKind::Fusion, "Fusion", {cellChannels(model)}, 0, 0};
    for (const int channels : usedStages(model)) {
        const auto weights = static_cast<std::int64_t>(channels) * model.fusionChannels;
        stage.parameters += weights + model.fusionChannels;
        stage.multiplyAdds += weights * cells;
    }
    return stage;
}

NetworkStage describeLstm(const ModelConfig& model)
{
    const std::int64_t hidden = model.hidden;
    const auto readings = static_cast<std::int64_t>(readingsOf(model.order).size());
    std::int64_t weights = 0;
    std::int64_t biases = 0;
    for (int layer = 0; layer < model.layers; ++layer) {
        weights += 2 * 4 * hidden * ((layer == 0 ? cellChannels(model) : 2 * hidden) + hidden);
        biases += 2 * 2 * 4 * hidden;
    }
    return {StageKind::BiLstm,
            timesName("BiLSTM", static_cast<int>(readings)),
            {cellsOf(model), stepWidth(model)},
            readings * (weights + biases),
            readings * weights * cellsOf(model)};
}

/// The scores, and the weighted sums.
NetworkStage describeAttention(const ModelConfig& model)
{
    const std::int64_t width = stepWidth(model);
    const std::int64_t heads = model.attentionHeads;
    const std::int64_t hidden = model.attentionHidden;
    const auto scores = hidden > 0 ? (width + heads) * hidden : width * heads;
    const auto biases = hidden > 0 ? hidden : heads;
    return {StageKind::Head,
            timesName("Attention", model.attentionHeads),
            {headWidth(model)},
            scores + biases,
            cellsOf(model) * (scores + heads * width)};
}

NetworkStage describeHead(const ModelConfig& model)
{
    switch (model.head) {
    case Head::Gap:
        return {StageKind::Head, "Global average pooling", {pooledChannels(model)}, 0, 0};
    case Head::Attention:
        return describeAttention(model);
    case Head::Final:
        return {StageKind::Head, "Final states", {headWidth(model)}, 0, 0};
    case Head::Mean:
        return {StageKind::Head, "Mean", {headWidth(model)}, 0, 0};
    case Head::Last:
        break;
    }
    return {StageKind::Head, "Last step", {headWidth(model)}, 0, 0};
}

/// From the trunk's features on: the mean of each stage, what they are fused to, and what a hidden
/// layer makes of it.
void describeGap(NetworkDescription& network)
{
    auto& stages = network.stages;
    const int side = static_cast<int>(stages.back().shape[1]);
    network.grid = {pooledChannels(network.model), side, side};
    stages.push_back(describeHead(network.model));
    if (network.model.fusion != Fusion::None) {
        stages.push_back(describeFusion(network.model, 1));
    }
    if (const std::int64_t hidden = network.model.gapHidden; hidden > 0) {
        const std::int64_t width = cellChannels(network.model);
        stages.push_back(
            {StageKind::Hidden, "Hidden layer", {hidden}, (width + 1) * hidden, width * hidden});
    }
}

void describeRecurrent(NetworkDescription& network)
{
    const auto& model = network.model;
    auto& stages = network.stages;
    const std::int64_t side = model.grid;
    network.grid = {pooledChannels(model), model.grid, model.grid};
    network.sequenceLength = static_cast<int>(cellsOf(model));
    stages.push_back({StageKind::Grid, "Grid", {pooledChannels(model), side, side}, 0, 0});
    if (model.fusion != Fusion::None) {
        stages.push_back(describeFusion(model, cellsOf(model)));
        stages.back().shape = {cellChannels(model), side, side};
    }
    stages.push_back(
        {StageKind::Sequence, "Sequence", {cellsOf(model), cellChannels(model)}, 0, 0});
    stages.push_back(describeLstm(model));
    stages.push_back(describeHead(model));
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
    network.model = model;
    auto& stages = network.stages;
    stages.push_back({StageKind::Image, "Image", {3, imageSize, imageSize}, 0, 0});
    stages.push_back(describeBackbone(trunkTopology(model), imageSize));
    if (model.head == Head::Gap) {
        describeGap(network);
    } else {
        describeRecurrent(network);
    }
    const std::int64_t width = headWidth(model);
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
