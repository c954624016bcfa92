#include "core/config/validation.h"

#include "core/base/processor.h"
#include "core/config/config_keys.h"
#include "core/config/training_checks.h"
#include "core/config/training_phase.h"
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
    const auto& topology = fullTrunk(config.model.backbone);
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

void checkInnerWidths(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    if (const auto fit = checkWidths(config.model); !fit) {
        issues.push_back({.code = ConfigIssueCode::WidthsUnfit,
                          .key = "model.widths",
                          .message = toString(fit.error())});
    }
}

void checkFreezing(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    if (backboneStaysFrozen(config.train) && config.model.weights.empty()) {
        issues.push_back({.code = ConfigIssueCode::FrozenRandom,
                          .key = "train.freeze",
                          .warning = true,
                          .message =
                              "train.freeze: without model.weights the frozen backbone keeps "
                              "the random weights that it begins with"});
    }
    const bool frozen = config.train.freeze == Freeze::Backbone;
    if (config.data.cachedViews > 0 && !(frozen && config.data.augment)) {
        issues.push_back({.code = ConfigIssueCode::ViewsUnused,
                          .key = "data.cached_views",
                          .warning = true,
                          .message = "data.cached_views: has an effect only with "
                                     "train.freeze=backbone and data.augment=true"});
    }
}

/// Keys that are not as they come and do nothing: a warning each.
void checkUnused(const RunConfig& config, const std::vector<std::string>& keys,
                 ConfigIssueCode code, const std::string& why, std::vector<ConfigIssue>& issues)
{
    const RunConfig usual;
    for (const auto& key : keys) {
        if (configValue(config, key) != configValue(usual, key)) {
            issues.push_back(
                {.code = code, .key = key, .warning = true, .message = key + ": " + why});
        }
    }
}

void checkNetwork(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    const auto& model = config.model;
    const bool second = model.order == ReadingOrder::RowsColumns; // Has weights of its own.
    if (model.head == Head::Gap || (model.grid == 1 && !second)) {
        checkUnused(config, {"model.order"}, ConfigIssueCode::OrderUnused,
                    "has no effect without a sequence of several steps", issues);
    }
    if (model.head != Head::Attention) {
        checkUnused(
            config,
            {"model.attention_hidden", "model.attention_heads", "model.attention_temperature"},
            ConfigIssueCode::AttentionUnused, "has an effect only with model.head=attention",
            issues);
    }
    if (model.head != Head::Gap) {
        checkUnused(config, {"model.gap_hidden"}, ConfigIssueCode::GapUnused,
                    "has an effect only with model.head=gap", issues);
    }
    if (model.fusion == Fusion::None) {
        checkUnused(config, {"model.fusion_stages", "model.fusion_channels"},
                    ConfigIssueCode::FusionUnused, "has no effect with model.fusion=none", issues);
    }
}

void checkTeacher(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    const auto& train = config.train;
    if (train.teacher.empty()) {
        checkUnused(config, {"train.distillation", "train.temperature"},
                    ConfigIssueCode::TeacherMissing, "has an effect only with train.teacher",
                    issues);
        return;
    }
    if (train.distillation == 0) {
        issues.push_back({.code = ConfigIssueCode::DistillationOff,
                          .key = "train.distillation",
                          .warning = true,
                          .message = "train.distillation: at 0 the teacher is measured, and "
                                     "nothing is learnt from it"});
        return;
    }
    if (backboneFrozenIn(train, 1) && config.data.augment && config.data.cachedViews == 0) {
        issues.push_back({.code = ConfigIssueCode::TeacherNeedsViews,
                          .key = "train.teacher",
                          .message = "train.teacher: with a frozen backbone a teacher needs images "
                                     "that come again, since the network is given features in "
                                     "their place; set data.cached_views or data.augment=false"});
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
    checkInnerWidths(config, issues);
    checkNetwork(config, issues);
    checkFreezing(config, issues);
    checkTraining(config, issues);
    checkTeacher(config, issues);
    if (config.train.precision == Precision::Fp16 &&
        (config.train.device == Device::Cpu || !at::hasCUDA())) {
        issues.push_back({.code = ConfigIssueCode::Fp16NeedsCuda,
                          .key = "train.precision",
                          .message = "train.precision: fp16 needs CUDA; use bf16 on a processor"});
    }
    if (config.train.precision == Precision::Bf16 && !processorHasBf16() &&
        (config.train.device == Device::Cpu || !at::hasCUDA())) {
        issues.push_back(
            {.code = ConfigIssueCode::Bf16Missing,
             .key = "train.precision",
             .warning = true,
             .message = "train.precision: this processor has no bf16; it computes in float32"});
    }
    if (config.train.device == Device::Cuda && !at::hasCUDA()) {
        issues.push_back({.code = ConfigIssueCode::DeviceMissing,
                          .key = "train.device",
                          .message = "train.device: this machine has no CUDA device"});
    }
    return issues;
}

bool isOfThisMachine(const ConfigIssue& issue)
{
    return issue.code == ConfigIssueCode::DeviceMissing ||
           issue.code == ConfigIssueCode::Fp16NeedsCuda ||
           issue.code == ConfigIssueCode::Bf16Missing;
}

} // namespace weft
