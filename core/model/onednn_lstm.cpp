#include "core/model/onednn_lstm_p.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <list>

namespace weft {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using PlanPtr = std::shared_ptr<const LstmPlan>;

/// Carries the plan from the forward to the backward pass.
struct PlanHolder : torch::CustomClassHolder
{
    explicit PlanHolder(PlanPtr shared)
        : plan(std::move(shared))
    {
    }
    PlanPtr plan;
};

class LstmFunction : public torch::autograd::Function<LstmFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& sequence,
                              const at::Tensor& ih, const at::Tensor& hh, const at::Tensor& bias,
                              const at::Tensor& ihBack, const at::Tensor& hhBack,
                              const at::Tensor& biasBack, const PlanPtr& plan)
    {
        const auto results =
            plan->forward(sequence, {LstmWeights{ih, hh, bias}, {ihBack, hhBack, biasBack}});
        variable_list kept{sequence, ih, hh, bias, ihBack, hhBack, biasBack};
        for (const auto& result : results) {
            kept.push_back(result.output);
            kept.push_back(result.workspace);
        }
        context->save_for_backward(std::move(kept));
        context->saved_data["plan"] =
            at::IValue::make_capsule(c10::make_intrusive<PlanHolder>(plan));
        return plan->joinOutputs(results);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const auto kept = context->get_saved_variables();
        LstmPlan::TaskResults results;
        for (std::size_t i = 7; i < kept.size(); i += 2) {
            results.push_back({kept[i], kept[i + 1]});
        }
        const auto holder =
            c10::static_intrusive_pointer_cast<PlanHolder>(context->saved_data["plan"].toCapsule());
        auto [sequence, weights] = holder->plan->backward(
            kept[0], {LstmWeights{kept[1], kept[2], kept[3]}, {kept[4], kept[5], kept[6]}}, results,
            gradients[0]);
        const auto& [there, back] = weights;
        return {sequence, there.ih, there.hh,  there.bias,
                back.ih,  back.hh,  back.bias, at::Tensor()}; // The plan is no variable.
    }
};

bool needsGradient(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    return at::GradMode::is_enabled() &&
           (sequence.requires_grad() || std::ranges::any_of(weights, [](const LstmWeights& w) {
                return w.ih.requires_grad() || w.hh.requires_grad() || w.bias.requires_grad();
            }));
}

bool handles(const at::Tensor& tensor)
{
    return tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.numel() > 0;
}

} // namespace

/// The plans of the shapes met last, latest first. A null plan is a shape that oneDNN refused.
class OneDnnLstm::Cache
{
public:
    PlanPtr find(const LstmShape& shape, bool training)
    {
        // Asking for the threads also hands LibTorch's number to OpenMP on a thread that is new.
        const Key key{shape, at::get_num_threads(), training};
        const auto known = std::ranges::find(m_entries, key, &Entry::key);
        if (known != m_entries.end()) {
            m_entries.splice(m_entries.begin(), m_entries, known);
        } else {
            m_entries.push_front({key, makePlan(key)});
            if (m_entries.size() > limit) {
                m_entries.pop_back();
            }
        }
        return m_entries.front().plan;
    }

private:
    /// A training meets a handful: the batch, the last batch, the same for validation, the watched
    /// images.
    static constexpr std::size_t limit = 8;

    struct Key
    {
        LstmShape shape;
        int threads;
        bool training;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Entry
    {
        Key key;
        PlanPtr plan;
    };

    static PlanPtr makePlan(const Key& key)
    {
        try {
            return std::make_shared<const LstmPlan>(key.shape, key.threads, key.training);
        } catch (const dnnl::error&) {
            return nullptr;
        }
    }

    std::list<Entry> m_entries;
};

OneDnnLstm::OneDnnLstm()
    : m_cache(std::make_unique<Cache>())
{
}

OneDnnLstm::~OneDnnLstm() = default;
OneDnnLstm::OneDnnLstm(OneDnnLstm&&) noexcept = default;
OneDnnLstm& OneDnnLstm::operator=(OneDnnLstm&&) noexcept = default;

at::Tensor OneDnnLstm::forward(const at::Tensor& sequence, const BiLstmWeights& weights)
{
    const auto& [there, back] = weights;
    if (!handles(sequence) || !handles(there.hh)) {
        return {};
    }
    const bool training = needsGradient(sequence, weights);
    const auto plan = m_cache->find(
        {sequence.size(0), sequence.size(1), sequence.size(2), there.hh.size(1)}, training);
    if (!plan) {
        return {};
    }
    const auto steps = sequence.contiguous();
    if (!training) {
        return plan->joinOutputs(plan->forward(steps, weights));
    }
    return LstmFunction::apply(steps, there.ih, there.hh, there.bias, back.ih, back.hh, back.bias,
                               plan);
}

} // namespace weft
