#include "core/compress/prune_run.h"
#include "core/config/config_keys.h"

#include <algorithm>
#include <array>

namespace weft {

namespace {

constexpr double rateShare = 0.1; ///< Of the parent's rate.

/// What fine-tuning may have otherwise than its parent: nothing that would make another network or
/// other validation images of it.
bool adjustable(const std::string& key)
{
    static const auto others = std::to_array<std::string>(
        {"data.augment", "data.flip", "data.randaugment_ops", "data.randaugment_magnitude",
         "data.erasing", "data.cached_views", "data.workers", "model.dropout",
         "model.stochastic_depth"});
    return key.starts_with("train.") || std::ranges::find(others, key) != others.end();
}

Result<void> apply(RunConfig& config, const std::pair<std::string, std::string>& setting)
{
    const auto& [key, value] = setting;
    if (key == "train.epochs") {
        return Error{ErrorCode::InvalidArgument, key, "is the number of epochs of the fine-tuning"};
    }
    if (findConfigKey(key) != nullptr && !adjustable(key)) {
        return Error{ErrorCode::InvalidArgument, key,
                     "is what the parent has, and cannot be set for a pruned run"};
    }
    return setConfigValue(config, key, value);
}

} // namespace

Result<RunConfig> fineTuningConfig(const RunConfig& parent, const std::vector<int>& widths,
                                   const PruneRequest& request)
{
    const auto& epochs = *findConfigKey("train.epochs");
    const auto& rate = *findConfigKey("train.lr");
    if (request.epochs < 0 || request.epochs > epochs.maximum) {
        return Error{ErrorCode::InvalidArgument, "epochs",
                     "must be from 0 to " + std::to_string(static_cast<int>(epochs.maximum))};
    }
    // Written so that what is no number is refused as well.
    if (request.lr && !(*request.lr >= rate.minimum && *request.lr <= rate.maximum)) {
        return Error{ErrorCode::InvalidArgument, "lr", "must be a rate that train.lr may have"};
    }
    RunConfig config = parent;
    config.model.widths = widths;
    config.model.weights.clear(); // They come from the parent.
    config.data.cachedViews = 0;
    auto& train = config.train;
    train.epochs = std::max(1, request.epochs);
    train.lr = request.lr.value_or(std::max(rateShare * parent.train.lr, rate.minimum));
    train.schedule = ScheduleKind::Cosine;
    train.cosineTMax = train.epochs;
    train.cosineEtaMin = std::min(train.cosineEtaMin, train.lr);
    train.warmupEpochs = 0;
    train.patience = 0;
    train.freeze = Freeze::None;
    train.unfreezeEpoch = 0;
    train.freezeNorms = false; // Their statistics are those of the whole network.
    train.teacher.clear();
    for (const auto& setting : request.settings) {
        if (auto applied = apply(config, setting); !applied) {
            return applied.error();
        }
    }
    return config;
}

} // namespace weft
