#include "core/model/int8_lstm_p.h"

#include <ATen/Parallel.h>

namespace weft {

at::Tensor Int8Lstm::forward(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    const auto& hh = weights[0].hh;
    if (!sequence.is_cpu() || sequence.numel() == 0 || hh.scalar_type() != at::kFloat) {
        return {};
    }
    const LstmShape shape{sequence.size(0), sequence.size(1), sequence.size(2), hh.size(1)};
    const auto plan = m_plans.find(
        {shape, at::get_num_threads()}, [](const Key& key) -> std::shared_ptr<Int8LstmPlan> {
            try {
                return std::make_shared<Int8LstmPlan>(key.shape, key.threads);
            } catch (const dnnl::error&) {
                return nullptr;
            }
        });
    return plan ? plan->forward(sequence.to(at::kFloat), weights) : at::Tensor();
}

} // namespace weft
