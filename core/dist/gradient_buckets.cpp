#include "core/dist/gradient_buckets_p.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/utils/lambda_post_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <chrono>

namespace weft {

/// What tells of a gradient that has been added to its parameter. The hooks are the autograd
/// nodes', which may outlive the buckets: they know of the end by what they point to.
struct GradientBuckets::Hooks
{
    struct Target
    {
        GradientBuckets* buckets = nullptr;
    };
    std::shared_ptr<Target> target = std::make_shared<Target>();
    std::vector<std::shared_ptr<torch::autograd::Node>> nodes; ///< Held, or they would be remade.
};

GradientBuckets::GradientBuckets(RankGroup& group, const torch::nn::Module& module,
                                 std::size_t first, std::size_t other)
    : m_group(group)
    , m_hooks(std::make_unique<Hooks>())
{
    layOut(module, first, other);
    m_hooks->target->buckets = this;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const auto node = torch::autograd::impl::grad_accumulator(m_parameters[i].value);
        node->add_post_hook(std::make_unique<torch::autograd::utils::LambdaPostHook>(
            [target = m_hooks->target, i](const torch::autograd::variable_list& outputs,
                                          const torch::autograd::variable_list&) {
                if (target->buckets != nullptr) {
                    target->buckets->arrived(i);
                }
                return outputs;
            }));
        m_hooks->nodes.push_back(node);
    }
}

GradientBuckets::~GradientBuckets()
{
    m_hooks->target->buckets = nullptr;
}

void GradientBuckets::layOut(const torch::nn::Module& module, std::size_t first, std::size_t other)
{
    const c10::NoGradGuard noGradients;
    for (const auto& value : module.parameters()) {
        if (value.requires_grad()) {
            m_parameters.push_back({value, {}, 0, false});
        }
    }
    std::ranges::reverse(m_parameters);
    for (std::size_t i = 0; i < m_parameters.size();) {
        Bucket bucket;
        bucket.first = i;
        const auto limit = m_buckets.empty() ? first : other;
        const auto options = m_parameters[i].value.options();
        std::int64_t values = 0;
        for (std::size_t bytes = 0; i < m_parameters.size() && (bytes < limit || values == 0) &&
                                    m_parameters[i].value.dtype() == options.dtype() &&
                                    m_parameters[i].value.device() == options.device();
             ++i) {
            values += m_parameters[i].value.numel();
            bytes += m_parameters[i].value.nbytes();
            m_parameters[i].bucket = m_buckets.size();
        }
        bucket.count = i - bucket.first;
        bucket.memory = at::empty({values}, options.requires_grad(false));
        std::int64_t offset = 0;
        for (std::size_t j = bucket.first; j < i; ++j) {
            auto& parameter = m_parameters[j];
            // Laid out as the optimiser reads the parameter itself.
            parameter.place = parameter.value.is_non_overlapping_and_dense()
                                  ? bucket.memory.as_strided(parameter.value.sizes(),
                                                             parameter.value.strides(), offset)
                                  : bucket.memory.narrow(0, offset, parameter.value.numel())
                                        .view(parameter.value.sizes());
            offset += parameter.value.numel();
        }
        m_buckets.push_back(std::move(bucket));
    }
}

void GradientBuckets::begin()
{
    for (auto& bucket : m_buckets) {
        bucket.missing = bucket.count;
        bucket.work.reset();
    }
    for (auto& parameter : m_parameters) {
        parameter.ready = false;
    }
    m_sent = 0;
    m_armed = true;
}

void GradientBuckets::arrived(std::size_t index)
{
    auto& parameter = m_parameters[index];
    if (!m_armed || std::exchange(parameter.ready, true)) {
        return;
    }
    --m_buckets[parameter.bucket].missing;
    sendFilled();
}

void GradientBuckets::sendFilled()
{
    while (m_sent < m_buckets.size() && m_buckets[m_sent].missing == 0) {
        send(m_buckets[m_sent++]);
    }
}

void GradientBuckets::send(Bucket& bucket)
{
    const c10::NoGradGuard noGradients;
    for (std::size_t i = bucket.first; i < bucket.first + bucket.count; ++i) {
        auto& parameter = m_parameters[i];
        auto& gradient = parameter.value.mutable_grad();
        if (gradient.defined()) {
            parameter.place.copy_(gradient);
        } else {
            parameter.place.zero_();
        }
        gradient = parameter.place;
    }
    bucket.work = startSum(m_group, RankChannel::Gradients, bucket.memory);
}

void GradientBuckets::finish()
{
    m_armed = false;
    while (m_sent < m_buckets.size()) {
        send(m_buckets[m_sent++]);
    }
    const auto before = std::chrono::steady_clock::now();
    for (auto& bucket : m_buckets) {
        finishSum(m_group, *bucket.work);
        bucket.work.reset();
    }
    m_waited += std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
}

std::uint64_t GradientBuckets::bytesPerStep() const
{
    std::uint64_t bytes = 0;
    for (const auto& bucket : m_buckets) {
        bytes += bucket.memory.nbytes();
    }
    return bytes;
}

} // namespace weft
