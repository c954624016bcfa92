#include "core/model/onednn_lstm_p.h"
#include "core/model/onednn_lstm_primitives_p.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <list>

namespace weft {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using PrimitivesPtr = std::shared_ptr<LstmPrimitives>;

/// Carries the primitives from the forward to the backward pass.
struct PrimitivesHolder : torch::CustomClassHolder
{
    explicit PrimitivesHolder(PrimitivesPtr shared)
        : primitives(std::move(shared))
    {
    }
    PrimitivesPtr primitives;
};

class LstmFunction : public torch::autograd::Function<LstmFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& sequence,
                              const at::Tensor& weightIh, const at::Tensor& weightHh,
                              const at::Tensor& bias, const PrimitivesPtr& primitives)
    {
        const auto result = primitives->train({sequence, weightIh, weightHh, bias});
        context->save_for_backward(
            {sequence, weightIh, weightHh, bias, result.output, result.workspace});
        context->saved_data["primitives"] =
            at::IValue::make_capsule(c10::make_intrusive<PrimitivesHolder>(primitives));
        return result.output;
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const auto saved = context->get_saved_variables();
        const auto holder = c10::static_intrusive_pointer_cast<PrimitivesHolder>(
            context->saved_data["primitives"].toCapsule());
        auto result = holder->primitives->backward({saved[0], saved[1], saved[2], saved[3]},
                                                   {saved[4], saved[5]}, gradients[0].contiguous());
        return {result.sequence, result.weightIh, result.weightHh, result.bias,
                at::Tensor()}; // The primitives are no variable.
    }
};

bool handles(const at::Tensor& sequence)
{
    return sequence.device().is_cpu() && sequence.scalar_type() == at::kFloat &&
           sequence.numel() > 0;
}

} // namespace

/// The primitives of the shapes met last, latest first. A null entry is a shape that oneDNN
/// refused.
class OneDnnLstm::Cache
{
public:
    PrimitivesPtr find(const LstmShape& shape)
    {
        const auto known = std::ranges::find(m_entries, shape, &Entry::shape);
        if (known != m_entries.end()) {
            m_entries.splice(m_entries.begin(), m_entries, known);
        } else {
            m_entries.push_front({shape, std::make_shared<LstmPrimitives>(shape)});
            if (m_entries.size() > limit) {
                m_entries.pop_back();
            }
        }
        return m_entries.front().primitives;
    }

    void refuse() { m_entries.front().primitives = nullptr; }

private:
    /// A training meets four: the batch, the last batch, and the same for validation.
    static constexpr std::size_t limit = 8;

    struct Entry
    {
        LstmShape shape;
        PrimitivesPtr primitives;
    };
    std::list<Entry> m_entries;
};

OneDnnLstm::OneDnnLstm()
    : m_cache(std::make_unique<Cache>())
{
}

OneDnnLstm::~OneDnnLstm() = default;
OneDnnLstm::OneDnnLstm(OneDnnLstm&&) noexcept = default;
OneDnnLstm& OneDnnLstm::operator=(OneDnnLstm&&) noexcept = default;

at::Tensor OneDnnLstm::forward(const at::Tensor& sequence, const at::Tensor& weightIh,
                               const at::Tensor& weightHh, const at::Tensor& bias)
{
    if (!handles(sequence)) {
        return {};
    }
    // Asking for the threads also hands LibTorch's number to OpenMP on a thread that is new.
    const auto primitives = m_cache->find({sequence.size(0), sequence.size(1), sequence.size(2),
                                           weightHh.size(2), at::get_num_threads()});
    if (!primitives) {
        return {};
    }
    const LstmTensors in{sequence.contiguous(), weightIh.contiguous(), weightHh.contiguous(),
                         bias.contiguous()};
    const bool differentiable =
        at::GradMode::is_enabled() && (sequence.requires_grad() || weightIh.requires_grad() ||
                                       weightHh.requires_grad() || bias.requires_grad());
    try {
        return differentiable
                   ? LstmFunction::apply(in.sequence, in.weightIh, in.weightHh, in.bias, primitives)
                   : primitives->infer(in).output;
    } catch (const dnnl::error&) {
        m_cache->refuse();
        return {};
    }
}

} // namespace weft
