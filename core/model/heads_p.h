#pragma once

#include "core/model/attention_scorer_p.h"

#include <optional>

namespace weft {

/// What a head makes of the BiLSTMs' output.
struct HeadOutput
{
    at::Tensor summary;   ///< [N, headWidth()].
    at::Tensor attention; ///< [N, heads, T]; undefined unless the head is attention.
};

/// Summarises a sequence, [N, T, readings * 2 * hidden]: of each step the forward and the backward
/// direction of each BiLSTM. All of those begin at the first step and end at the last. attention is
/// there for Head::Attention. head is not Gap, which has no sequence.
[[nodiscard]] HeadOutput applyHead(Head head, const at::Tensor& sequence, std::int64_t readings,
                                   std::optional<AttentionScorer>& attention);

} // namespace weft
