#include "core/train/weight_average_p.h"

#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/nn/module.h>

#include <algorithm>

namespace weft {

WeightAverage::WeightAverage(const torch::nn::Module& module, double decay)
    : m_decay(decay)
    , m_updates(at::zeros({1}, at::kLong))
{
    for (const auto& item : module.named_parameters()) {
        m_entries.push_back({item.key(), item.value(), item.value().detach().clone()});
    }
}

void WeightAverage::update()
{
    const c10::NoGradGuard noGradients;
    m_updates.add_(1);
    const auto updates = static_cast<double>(m_updates.item<std::int64_t>());
    const double decay = std::min(m_decay, (1 + updates) / (10 + updates));
    for (auto& entry : m_entries) {
        if (entry.value.requires_grad()) {
            entry.second.mul_(decay).add_(entry.value, 1 - decay);
        }
    }
}

void WeightAverage::exchange()
{
    const c10::NoGradGuard noGradients;
    for (auto& entry : m_entries) {
        const auto kept = entry.value.detach().clone();
        entry.value.copy_(entry.second); // In place, so that what was packed of it is out of date.
        entry.second.copy_(kept);
    }
    m_exchanged = !m_exchanged;
}

TensorMap WeightAverage::averages() const
{
    TensorMap map;
    for (const auto& entry : m_entries) {
        map[entry.name] = m_exchanged ? entry.value.detach() : entry.second;
    }
    return map;
}

TensorMap WeightAverage::state() const
{
    TensorMap state;
    for (const auto& entry : m_entries) {
        state["trained." + entry.name] = m_exchanged ? entry.second : entry.value.detach();
    }
    state["average.updates"] = m_updates;
    return state;
}

Result<void> WeightAverage::loadState(const TensorMap& state)
{
    const c10::NoGradGuard noGradients;
    for (const auto& [name, tensor] : this->state()) {
        const auto found = state.find(name);
        if (found == state.end() || found->second.sizes() != tensor.sizes() ||
            found->second.scalar_type() != tensor.scalar_type()) {
            return Error{ErrorCode::Corrupt, name,
                         "the checkpoint has no such tensor of the weights' average"};
        }
    }
    for (auto& entry : m_entries) {
        entry.second.copy_(entry.value);
        entry.value.copy_(state.at("trained." + entry.name));
    }
    m_updates.copy_(state.at("average.updates"));
    return {};
}

AveragedWeights::AveragedWeights(WeightAverage* average)
    : m_average(average)
{
    if (m_average != nullptr) {
        m_average->exchange();
    }
}

AveragedWeights::~AveragedWeights()
{
    if (m_average != nullptr) {
        m_average->exchange();
    }
}

} // namespace weft
