#include "core/model/network_description.h"

#include "core/config/validation.h"
#include "core/model/backbone_spec.h"

namespace weft {

namespace {

/// Parameters and multiply-adds of what has been passed so far, and the side of its output.
struct Tally
{
    int side = 0;
    std::int64_t parameters = 0;
    std::int64_t multiplyAdds = 0;

    /// A convolution without bias and the norm after it; the norm's scaling is not counted as a
    /// multiply-add, as is usual.
    void convolution(std::int64_t in, std::int64_t out, int kernel, int stride)
    {
        const std::int64_t weights = in * out * kernel * kernel;
        side = stridedSide(side, kernel, stride);
        parameters += weights + 2 * out;
        multiplyAdds += weights * side * side;
    }
};

NetworkStage describeBackbone(const BackboneSpec& spec, int imageSize)
{
    Tally tally{imageSize};
    tally.convolution(3, spec.stemChannels, spec.stemKernel, spec.stemStride);
    if (spec.stemPool) {
        tally.side = stridedSide(tally.side, 3, 2);
    }
    int channels = spec.stemChannels;
    for (const auto& stage : spec.stages) {
        for (int i = 0; i < stage.blocks; ++i) {
            const int stride = i == 0 ? stage.stride : 1;
            const int side = tally.side;
            tally.convolution(channels, stage.channels, 3, stride);
            tally.convolution(stage.channels, stage.channels, 3, 1);
            if (stride != 1 || channels != stage.channels) {
                tally.side = side; // The shortcut starts where the block does.
                tally.convolution(channels, stage.channels, 1, stride);
            }
            channels = stage.channels;
        }
    }
    return {StageKind::Backbone,
            spec.title,
            {channels, tally.side, tally.side},
            tally.parameters,
            tally.multiplyAdds};
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
    stages.push_back(describeBackbone(backboneSpec(model.backbone), imageSize));
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
