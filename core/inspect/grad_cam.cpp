#include "core/inspect/grad_cam_p.h"

#include <ATen/ops/ones_like.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/types.h>

namespace weft {

GradCam gradCam(Classifier& model, const TrunkFeatures& features, std::optional<int> explainClass)
{
    const torch::AutoGradMode gradients(true);
    auto stages = features;
    for (auto& stage : stages) {
        stage = stage.detach();
    }
    const auto leaf = stages.back().requires_grad_(true);
    const auto logits = model->classifyFeatures(stages).logits;
    auto classes = logits.detach().argmax(1, true);
    if (explainClass) {
        classes.fill_(*explainClass);
    }
    // An image's score depends on its own features only, so that one sum serves all of them.
    const auto score = logits.gather(1, classes).sum();
    const auto gradient = torch::autograd::grad({score}, {leaf})[0].to(at::kFloat);
    const auto weights = gradient.mean({2, 3}, true);
    const auto maps = (weights * leaf.detach()).sum(1).relu();
    const auto largest = maps.amax({1, 2}, true);
    return {maps / largest.where(largest > 0, at::ones_like(largest)), logits.detach()};
}

} // namespace weft
