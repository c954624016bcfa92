#include "core/model/heads_p.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/softmax.h>

namespace weft {

HeadOutput applyHead(Head head, const at::Tensor& sequence, torch::nn::Linear& attention)
{
    switch (head) {
    case Head::Final: {
        const auto hidden = sequence.size(2) / 2;
        const auto forward = sequence.select(1, -1).narrow(1, 0, hidden);
        const auto backward = sequence.select(1, 0).narrow(1, hidden, hidden);
        return {at::cat({forward, backward}, 1), {}};
    }
    case Head::Attention: {
        const auto scores = attention->forward(sequence).squeeze(2).to(at::kFloat);
        const auto weights = at::softmax(scores, 1);
        return {at::bmm(weights.unsqueeze(1), sequence).squeeze(1), weights};
    }
    case Head::Mean:
        return {sequence.mean(1), {}};
    case Head::Last:
    case Head::Gap:
        break;
    }
    return {sequence.select(1, -1), {}};
}

} // namespace weft
