#include "core/config/validation.h"

#include "core/config/config_keys.h"
#include "core/model/trunk_topology.h"

#include <ATen/Context.h>

namespace weft {

namespace {

/// Pixels of the image for each cell of the trunk's features.
int strideOf(const TrunkTopology& topology)
{
    constexpr int side = 1024;
    return side / featureSide(topology, side);
}

void checkLimits(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    RunConfig scratch;
    for (const auto& key : configKeys()) {
        const auto set = setConfigValue(scratch, key.name, configValue(config, key.name));
        if (!set) {
            issues.push_back({.code = ConfigIssueCode::OutOfRange,
                              .key = key.name,
                              .minimum = key.minimum,
                              .maximum = key.maximum,
                              .message = toString(set.error())});
        }
    }
}

void checkShapes(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    const auto& topology = trunkTopology(config.model.backbone);
    const int stride = strideOf(topology);
    const int features = featureSide(topology, config.data.size);
    if (config.data.size < stride) {
        issues.push_back({.code = ConfigIssueCode::ImageTooSmall,
                          .key = "data.size",
                          .minimum = static_cast<double>(stride),
                          .maximum = findConfigKey("data.size")->maximum,
                          .message = "data.size: this backbone needs images of at least " +
                                     std::to_string(stride) + " px"});
    } else if (config.model.head != Head::Gap && config.model.grid > features) {
        issues.push_back({.code = ConfigIssueCode::GridAboveFeatures,
                          .key = "model.grid",
                          .warning = true,
                          .maximum = static_cast<double>(features),
                          .message = "model.grid: the backbone's features have " +
                                     std::to_string(features) + " x " + std::to_string(features) +
                                     " cells only, so that neighbouring cells repeat"});
    }
}

void checkFreezing(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    const bool frozen = config.train.freeze == Freeze::Backbone;
    if (frozen && config.model.weights.empty()) {
        issues.push_back({.code = ConfigIssueCode::FrozenRandom,
                          .key = "train.freeze",
                          .warning = true,
                          .message =
                              "train.freeze: without model.weights the frozen backbone keeps "
                              "the random weights that it begins with"});
    }
    if (config.data.cachedViews > 0 && !(frozen && config.data.augment)) {
        issues.push_back({.code = ConfigIssueCode::ViewsUnused,
                          .key = "data.cached_views",
                          .warning = true,
                          .message = "data.cached_views: has an effect only with "
                                     "train.freeze=backbone and data.augment=true"});
    }
}

} // namespace

std::vector<ConfigIssue> validate(const RunConfig& config)
{
    std::vector<ConfigIssue> issues;
    checkLimits(config, issues);
    if (config.data.source.empty()) {
        issues.push_back({.code = ConfigIssueCode::NoSource,
                          .key = "data.source",
                          .message = "data.source: no images are chosen"});
    }
    checkShapes(config, issues);
    checkFreezing(config, issues);
    if (config.train.device == Device::Cuda && !at::hasCUDA()) {
        issues.push_back({.code = ConfigIssueCode::DeviceMissing,
                          .key = "train.device",
                          .message = "train.device: this machine has no CUDA device"});
    }
    return issues;
}

} // namespace weft
