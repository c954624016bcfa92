#include "core/config/training_checks.h"

#include "core/config/training_phase.h"

#include <utility>

namespace weft {

namespace {

void warn(std::vector<ConfigIssue>& issues, ConfigIssueCode code, const std::string& key,
          const std::string& reason)
{
    issues.push_back({.code = code, .key = key, .warning = true, .message = key + ": " + reason});
}

void checkFineTuning(const RunConfig& run, std::vector<ConfigIssue>& issues)
{
    const auto& config = run.train;
    if (config.unfreezeEpoch > 0 && config.freeze != Freeze::Backbone) {
        warn(issues, ConfigIssueCode::UnfreezeUnused, "train.unfreeze_epoch",
             "has an effect only with train.freeze=backbone");
    } else if (config.unfreezeEpoch > config.epochs) {
        warn(issues, ConfigIssueCode::UnfreezeTooLate, "train.unfreeze_epoch",
             "the run ends before this epoch, so that the backbone stays frozen");
        issues.back().maximum = config.epochs;
    }
    const std::string frozen = "has no effect on a backbone that stays frozen";
    if (backboneStaysFrozen(config) && config.backboneRate != 1) {
        warn(issues, ConfigIssueCode::BackboneUnused, "train.backbone_rate", frozen);
    }
    if (backboneStaysFrozen(config) && config.freezeNorms) {
        warn(issues, ConfigIssueCode::BackboneUnused, "train.freeze_norms", frozen);
    }
    if (backboneStaysFrozen(config) && run.model.stochasticDepth > 0) {
        warn(issues, ConfigIssueCode::BackboneUnused, "model.stochastic_depth", frozen);
    }
}

void checkVariation(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    const std::string needsAugment = "has an effect only with data.augment=true";
    if (!config.data.augment && config.data.erasing > 0) {
        warn(issues, ConfigIssueCode::NotVaried, "data.erasing", needsAugment);
    }
    if (!config.data.augment && config.data.randAugmentOps > 0) {
        warn(issues, ConfigIssueCode::NotVaried, "data.randaugment_ops", needsAugment);
    }
    for (const auto& [key, value] :
         {std::pair("train.mixup", config.train.mixup), {"train.cutmix", config.train.cutmix}}) {
        if (value > 0 && config.train.batch == 1) {
            warn(issues, ConfigIssueCode::MixingNeedsTwo, key,
                 "a batch of one image has no other to be mixed with");
        }
    }
    const std::string mixesImages = "images are not mixed while the backbone is frozen, since its "
                                    "features are those of single images";
    if (backboneStaysFrozen(config.train) && config.train.mixup > 0) {
        warn(issues, ConfigIssueCode::MixingUnused, "train.mixup", mixesImages);
    }
    if (backboneStaysFrozen(config.train) && config.train.cutmix > 0) {
        warn(issues, ConfigIssueCode::MixingUnused, "train.cutmix", mixesImages);
    }
}

} // namespace

void checkTraining(const RunConfig& config, std::vector<ConfigIssue>& issues)
{
    if (config.train.warmupEpochs > config.train.epochs) {
        warn(issues, ConfigIssueCode::WarmupTooLong, "train.warmup_epochs",
             "the run ends before the warm-up does");
    }
    if (config.train.patience > 0 && config.train.patience >= config.train.epochs) {
        warn(issues, ConfigIssueCode::PatienceUnused, "train.patience",
             "has no effect in a run of no more epochs");
    }
    checkFineTuning(config, issues);
    checkVariation(config, issues);
}

} // namespace weft
