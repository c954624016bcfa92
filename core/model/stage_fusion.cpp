#include "core/model/network_widths.h"
#include "core/model/stage_fusion_p.h"

#include <ATen/ops/cat.h>

#include <string>

namespace weft {

StageFusionImpl::StageFusionImpl(const ModelConfig& model)
    : m_fusion(model.fusion)
{
    for (const int channels : usedStages(model)) {
        m_channels.push_back(channels);
        m_projections.push_back(register_module(std::to_string(m_projections.size()),
                                                Linear(channels, model.fusionChannels)));
    }
}

torch::Tensor StageFusionImpl::forward(const torch::Tensor& pooled)
{
    const auto stages = pooled.split_with_sizes(m_channels, -1);
    std::vector<torch::Tensor> projected;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        projected.push_back(m_projections[i]->forward(stages[i]));
    }
    if (m_fusion == Fusion::Concat) {
        return at::cat(projected, -1);
    }
    auto sum = projected.front();
    for (std::size_t i = 1; i < projected.size(); ++i) {
        sum = sum + projected[i];
    }
    return sum;
}

} // namespace weft
