#include "core/model/attention_scorer_p.h"

#include <ATen/ops/softmax.h>

namespace weft {

AttentionScorer::AttentionScorer(torch::nn::Module& network, const ModelConfig& model, int width)
    : m_temperature(model.attentionTemperature)
{
    const bool hidden = model.attentionHidden > 0;
    if (hidden) {
        m_hidden =
            network.register_module("attention_hidden", Linear(width, model.attentionHidden));
    }
    m_scores = network.register_module(
        "attention", Linear(torch::nn::LinearOptions(hidden ? model.attentionHidden : width,
                                                     model.attentionHeads)
                                .bias(!hidden)));
}

at::Tensor AttentionScorer::weights(const at::Tensor& sequence)
{
    const auto steps = m_hidden ? m_hidden->forward(sequence).tanh() : sequence;
    auto scores = m_scores->forward(steps).transpose(1, 2).to(at::kFloat);
    if (m_temperature != 1) {
        scores = scores / m_temperature;
    }
    return at::softmax(scores, 2);
}

} // namespace weft
