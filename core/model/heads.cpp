#include "core/model/heads_p.h"

#include <ATen/ops/bmm.h>
#include <ATen/ops/stack.h>

namespace weft {

HeadOutput applyHead(Head head, const at::Tensor& sequence, std::int64_t readings,
                     std::optional<AttentionScorer>& attention)
{
    switch (head) {
    case Head::Final: {
        const auto hidden = sequence.size(2) / readings / 2;
        const auto directions = [&](std::int64_t step) {
            return sequence.select(1, step).unflatten(1, {readings, 2, hidden});
        };
        const auto forward = directions(-1).select(2, 0);
        const auto backward = directions(0).select(2, 1);
        return {at::stack({forward, backward}, 2).flatten(1), {}};
    }
    case Head::Attention: {
        const auto weights = attention->weights(sequence);
        return {at::bmm(weights, sequence).flatten(1), weights};
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
