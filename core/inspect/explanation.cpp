#include "core/inspect/explanation_p.h"
#include "core/inspect/grad_cam_p.h"
#include "core/model/evaluation_mode_p.h"

#include <ATen/ops/softmax.h>
#include <torch/types.h>

namespace weft {

namespace {

/// maps: [N, rows, columns].
std::vector<HeatMap> heatMapsOf(const at::Tensor& maps, HeatMapKind kind)
{
    const auto values = maps.to(at::kCPU, at::kFloat).contiguous();
    const auto cells = static_cast<std::size_t>(values.size(1) * values.size(2));
    std::vector<HeatMap> result;
    const float* first = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.size(0); ++i, first += cells) {
        result.push_back({kind, static_cast<int>(values.size(1)), static_cast<int>(values.size(2)),
                          std::vector<float>(first, first + cells)});
    }
    return result;
}

} // namespace

std::vector<HeatMap> attentionMaps(const at::Tensor& attention, int grid)
{
    const auto heads = attention.unflatten(2, {grid, grid});
    auto maps = heatMapsOf(heads.mean(1), HeatMapKind::Attention);
    for (std::int64_t head = 0; head < heads.size(1) && heads.size(1) > 1; ++head) {
        auto own = heatMapsOf(heads.select(1, head), HeatMapKind::Attention);
        for (std::size_t image = 0; image < maps.size(); ++image) {
            maps[image].heads.push_back(std::move(own[image].cells));
        }
    }
    return maps;
}

HeatMapKind defaultHeatMap(Head head)
{
    return head == Head::Attention ? HeatMapKind::Attention : HeatMapKind::GradCam;
}

Explanation explain(PreparedNetwork& network, const at::Tensor& images,
                    std::optional<HeatMapKind> kind, std::optional<int> explainClass)
{
    const auto features = network.extractFeatures(images);
    return explainFeatures(network.model(), features, kind, explainClass);
}

Explanation explainFeatures(Classifier& model, const TrunkFeatures& features,
                            std::optional<HeatMapKind> kind, std::optional<int> explainClass)
{
    const torch::NoGradGuard noGradients;
    const EvaluationMode mode(model);
    Explanation result;
    at::Tensor logits;
    if (kind == HeatMapKind::GradCam) {
        const auto cam = gradCam(model, features, explainClass);
        logits = cam.logits;
        result.heatMaps = heatMapsOf(cam.maps, HeatMapKind::GradCam);
    } else {
        const auto output = model->classifyFeatures(features);
        logits = output.logits;
        if (kind == HeatMapKind::Attention && output.attention.defined()) {
            result.heatMaps = attentionMaps(output.attention, model->config().grid);
        }
    }
    result.probabilities = at::softmax(logits, 1).to(at::kCPU);
    return result;
}

} // namespace weft
