#include "core/config/presets.h"

namespace weft {

namespace {

/// The article's recipe is what RunConfig's defaults are; it is spelt out here all the same, so
/// that a change of a default does not change the article.
RunConfig article(Head head)
{
    RunConfig config;
    config.data.size = 224;
    config.data.transform = TransformKind::Article;
    config.data.flip = true;
    config.model = {.backbone = Backbone::ResNet18,
                    .head = head,
                    .grid = 7,
                    .layers = 2,
                    .hidden = 256,
                    .dropout = 0.0};
    config.train.epochs = 50;
    config.train.batch = 32;
    config.train.optimizer = OptimizerKind::Sgd;
    config.train.lr = 0.01;
    config.train.momentum = 0.9;
    config.train.nesterov = false;
    config.train.weightDecay = 1e-4;
    config.train.schedule = ScheduleKind::Cosine;
    config.train.cosineTMax = 50;
    config.train.cosineEtaMin = 1e-6;
    config.train.clip = 1.0;
    return config;
}

RunConfig quick()
{
    RunConfig config;
    config.data.size = 32;
    config.data.transform = TransformKind::Small;
    config.data.flip = true;
    config.model = {.backbone = Backbone::ResNet20,
                    .head = Head::Attention,
                    .grid = 7,
                    .layers = 1,
                    .hidden = 128,
                    .dropout = 0.0};
    config.train.epochs = 8;
    config.train.batch = 32; // Small sets need the steps more than large batches.
    config.train.optimizer = OptimizerKind::Sgd;
    config.train.lr = 0.1;
    config.train.momentum = 0.9;
    config.train.nesterov = true;
    config.train.weightDecay = 5e-4;
    config.train.schedule = ScheduleKind::OneCycle;
    config.train.clip = 1.0;
    return config;
}

} // namespace

const std::vector<std::string>& presetNames()
{
    static const std::vector<std::string> names{"article", "article-attention", "baseline",
                                                "quick"};
    return names;
}

Result<RunConfig> presetConfig(const std::string& name)
{
    if (name == "article") {
        return article(Head::Last);
    }
    if (name == "article-attention") {
        return article(Head::Attention);
    }
    if (name == "baseline") {
        return article(Head::Gap);
    }
    if (name == "quick") {
        return quick();
    }
    std::string known;
    for (const auto& preset : presetNames()) {
        known += (known.empty() ? "" : ", ") + preset;
    }
    return Error{ErrorCode::InvalidArgument, name, "is not a preset; there are " + known};
}

bool mirroringKeepsLabels(const std::string& location, const std::string& format)
{
    return !location.starts_with("builtin:") && format != "IDX";
}

} // namespace weft
