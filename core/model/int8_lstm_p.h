#pragma once

#include "core/base/recent_cache.h"
#include "core/model/int8_lstm_plan_p.h"

#include <memory>

namespace weft {

/// One bidirectional LSTM layer in int8 (see Int8LstmPlan), for whatever shapes come. One thread at
/// a time.
class Int8Lstm
{
public:
    /// sequence: [T, N, input], any floating type; weights as torch.nn.LSTM's, float32; states
    /// start at zero. Returns [T, N, 2 * hidden] float32, which knows no gradient. An undefined
    /// tensor where the processor does not do it, and for another device or an empty batch.
    [[nodiscard]] at::Tensor forward(const at::Tensor& sequence, const BiLstmWeights& weights);

private:
    struct Key
    {
        LstmShape shape;
        int threads;
        friend bool operator==(const Key&, const Key&) = default;
    };

    /// A batch and the last batch of a data set. A null plan is a shape that oneDNN refused.
    RecentCache<Key, std::shared_ptr<Int8LstmPlan>> m_plans{2};
};

} // namespace weft
