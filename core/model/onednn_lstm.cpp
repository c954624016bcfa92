#include "core/base/recent_cache.h"
#include "core/model/onednn_lstm_p.h"
#include "core/model/shared_capsule_p.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace weft {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using PlanPtr = std::shared_ptr<LstmPlan>;

/// Its variables are the sequence, one direction's four parameters and the other's.
class LstmFunction : public torch::autograd::Function<LstmFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& sequence,
                              const at::Tensor& ih, const at::Tensor& hh, const at::Tensor& biasIh,
                              const at::Tensor& biasHh, const at::Tensor& ihBack,
                              const at::Tensor& hhBack, const at::Tensor& biasIhBack,
                              const at::Tensor& biasHhBack, const PlanPtr& plan)
    {
        const auto pass = plan->forward(sequence, {LstmWeights{ih, hh, biasIh, biasHh},
                                                   {ihBack, hhBack, biasIhBack, biasHhBack}});
        context->save_for_backward({ih, hh, ihBack, hhBack, pass.sequence, pass.output,
                                    pass.gates[0], pass.gates[1], pass.cells[0], pass.cells[1]});
        context->saved_data["plan"] = SharedCapsule<LstmPlan>::wrap(plan);
        context->saved_data["sequence"] = sequence.requires_grad();
        context->saved_data["type"] = sequence.scalar_type();
        return pass.output;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const auto kept = context->get_saved_variables();
        const auto plan = SharedCapsule<LstmPlan>::unwrap(context->saved_data["plan"]);
        const LstmPlan::Pass pass{kept[4], kept[5], {kept[6], kept[7]}, {kept[8], kept[9]}};
        const BiLstmWeights weights{LstmWeights{kept[0], kept[1], {}, {}},
                                    {kept[2], kept[3], {}, {}}};
        auto [sequence, own] =
            plan->backward(pass, weights, gradients[0], context->saved_data["sequence"].toBool());
        if (sequence.defined()) {
            sequence = sequence.to(context->saved_data["type"].toScalarType());
        }
        const auto& [there, back] = own;
        return {sequence, there.ih, there.hh,    there.biasIh, there.biasHh,
                back.ih,  back.hh,  back.biasIh, back.biasHh,  at::Tensor()}; // The plan is none.
    }
};

bool needsGradient(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    return at::GradMode::is_enabled() &&
           (sequence.requires_grad() || std::ranges::any_of(weights, [](const LstmWeights& w) {
                return w.ih.requires_grad() || w.hh.requires_grad() || w.biasIh.requires_grad() ||
                       w.biasHh.requires_grad();
            }));
}

bool handles(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    const auto type = sequence.scalar_type();
    return sequence.device().is_cpu() && sequence.numel() > 0 &&
           (type == at::kFloat || type == at::kBFloat16) &&
           weights[0].hh.scalar_type() == at::kFloat;
}

} // namespace

/// The plans of the shapes met last. A null plan is a shape that oneDNN refused.
class OneDnnLstm::Cache
{
public:
    PlanPtr find(const LstmShape& shape, bool training)
    {
        // Asking for the threads also hands LibTorch's number to OpenMP on a thread that is new.
        return m_plans.find({shape, at::get_num_threads(), training}, makePlan);
    }

private:
    struct Key
    {
        LstmShape shape;
        int threads;
        bool training;
        friend bool operator==(const Key&, const Key&) = default;
    };

    static PlanPtr makePlan(const Key& key)
    {
        try {
            return std::make_shared<LstmPlan>(key.shape, key.threads, key.training);
        } catch (const dnnl::error&) {
            return nullptr;
        }
    }

    /// A training meets a handful: the batch, the last batch, the same for validation, the watched
    /// images.
    RecentCache<Key, PlanPtr> m_plans{8};
};

OneDnnLstm::OneDnnLstm()
    : m_cache(std::make_unique<Cache>())
{
}

OneDnnLstm::~OneDnnLstm() = default;
OneDnnLstm::OneDnnLstm(OneDnnLstm&&) noexcept = default;
OneDnnLstm& OneDnnLstm::operator=(OneDnnLstm&&) noexcept = default;

at::Tensor OneDnnLstm::forward(const at::Tensor& sequence, const BiLstmWeights& weights, bool bf16)
{
    if (!handles(sequence, weights)) {
        return {};
    }
    const auto& [there, back] = weights;
    const bool training = needsGradient(sequence, weights);
    const auto plan = m_cache->find(
        {sequence.size(0), sequence.size(1), sequence.size(2), there.hh.size(1), bf16}, training);
    if (!plan) {
        return {};
    }
    if (!training) {
        return plan->forward(sequence, weights).output;
    }
    return LstmFunction::apply(sequence, there.ih, there.hh, there.biasIh, there.biasHh, back.ih,
                               back.hh, back.biasIh, back.biasHh, plan);
}

} // namespace weft
