#pragma once

#include "core/config/run_config.h"
#include "core/model/linear_p.h"

#include <torch/nn/module.h>

namespace weft {

/// How much each step of a sequence counts, for several heads: softmax over the steps of
/// score / temperature, where the score of a step h is
///     v h + b            as the article prints it, or with hidden units
///     v tanh(W h + b)    additive attention (Bahdanau et al. 2015, appendix A.1.2).
/// Heads share W and b, and each has a v of its own (Lin et al. 2017, "A structured self-attentive
/// sentence embedding", equation 6).
class AttentionScorer
{
public:
    /// width: of a step. Registers "attention" (v: [heads, width or hidden units], and b where
    /// there are no hidden units) and, with those, "attention_hidden" (W and b) in the network.
    AttentionScorer(torch::nn::Module& network, const ModelConfig& model, int width);

    /// sequence: [N, T, width]. Returns [N, heads, T], float32, each summing to 1 over T.
    [[nodiscard]] at::Tensor weights(const at::Tensor& sequence);

private:
    Linear m_hidden{nullptr};
    Linear m_scores{nullptr};
    double m_temperature;
};

} // namespace weft
