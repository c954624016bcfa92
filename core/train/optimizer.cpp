#include "core/train/optimizer_p.h"

#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>
#include <torch/nn/module.h>

#include <cmath>

namespace weft {

namespace {

// AdamW's defaults in torch.optim.
constexpr double adamBeta1 = 0.9;
constexpr double adamBeta2 = 0.999;
constexpr double adamEpsilon = 1e-8;

} // namespace

Optimizer::Optimizer(const torch::nn::Module& module, const TrainConfig& config)
    : m_kind(config.optimizer)
    , m_momentum(m_kind == OptimizerKind::Sgd ? config.momentum : adamBeta1)
    , m_nesterov(config.nesterov)
    , m_steps(at::zeros({1}, at::kLong))
{
    for (const auto& item : module.named_parameters()) {
        if (!item.value().requires_grad()) {
            continue;
        }
        Parameter parameter;
        parameter.name = item.key();
        parameter.value = item.value();
        // Norms' scales and all biases have one dimension, and nothing else has.
        parameter.weightDecay = parameter.value.dim() > 1 ? config.weightDecay : 0;
        parameter.first = at::zeros_like(parameter.value.detach());
        if (m_kind == OptimizerKind::AdamW) {
            parameter.second = at::zeros_like(parameter.value.detach());
        }
        m_parameters.push_back(std::move(parameter));
    }
}

void Optimizer::zeroGradients()
{
    for (auto& parameter : m_parameters) {
        // Without a tensor to add to, the backward pass hands its own over and spares a copy.
        parameter.value.mutable_grad() = at::Tensor();
    }
}

double Optimizer::clipGradients(double clip)
{
    const c10::NoGradGuard noGradients;
    std::vector<at::Tensor> norms;
    for (const auto& parameter : m_parameters) {
        if (parameter.value.grad().defined()) {
            norms.push_back(parameter.value.grad().norm());
        }
    }
    if (norms.empty()) {
        return 0;
    }
    const auto norm = at::stack(norms).norm().item<double>();
    if (clip > 0 && norm > clip) {
        for (auto& parameter : m_parameters) {
            if (parameter.value.grad().defined()) {
                parameter.value.mutable_grad().mul_(clip / (norm + 1e-6));
            }
        }
    }
    return norm;
}

void Optimizer::step(const ScheduledRates& rates)
{
    const c10::NoGradGuard noGradients;
    const double momentum = rates.momentum.value_or(m_momentum);
    m_steps.add_(1);
    for (auto& parameter : m_parameters) {
        if (!parameter.value.grad().defined()) {
            continue;
        }
        if (m_kind == OptimizerKind::Sgd) {
            stepSgd(parameter, rates.learningRate, momentum);
        } else {
            stepAdamW(parameter, rates.learningRate, momentum);
        }
    }
}

void Optimizer::stepSgd(Parameter& parameter, double rate, double momentum) const
{
    auto& gradient = parameter.value.mutable_grad();
    if (parameter.weightDecay != 0) {
        gradient.add_(parameter.value, parameter.weightDecay);
    }
    if (momentum == 0) {
        parameter.value.add_(gradient, -rate);
        return;
    }
    parameter.first.mul_(momentum).add_(gradient);
    if (m_nesterov) {
        gradient.add_(parameter.first, momentum);
        parameter.value.add_(gradient, -rate);
    } else {
        parameter.value.add_(parameter.first, -rate);
    }
}

void Optimizer::stepAdamW(Parameter& parameter, double rate, double beta1) const
{
    const auto& gradient = parameter.value.grad();
    const auto steps = static_cast<double>(m_steps.item<std::int64_t>());
    const double correction1 = 1 - std::pow(beta1, steps);
    const double correction2 = 1 - std::pow(adamBeta2, steps);
    parameter.value.mul_(1 - rate * parameter.weightDecay);
    parameter.first.mul_(beta1).add_(gradient, 1 - beta1);
    parameter.second.mul_(adamBeta2).addcmul_(gradient, gradient, 1 - adamBeta2);
    const auto denominator = (parameter.second.sqrt() / std::sqrt(correction2)).add_(adamEpsilon);
    parameter.value.addcdiv_(parameter.first, denominator, -rate / correction1);
}

TensorMap Optimizer::state() const
{
    TensorMap state;
    for (const auto& parameter : m_parameters) {
        if (m_kind == OptimizerKind::Sgd) {
            state["momentum." + parameter.name] = parameter.first;
        } else {
            state["exp_avg." + parameter.name] = parameter.first;
            state["exp_avg_sq." + parameter.name] = parameter.second;
        }
    }
    state["step"] = m_steps;
    return state;
}

Result<void> Optimizer::loadState(const TensorMap& state)
{
    const c10::NoGradGuard noGradients;
    const auto own = this->state();
    for (const auto& [name, tensor] : own) {
        const auto found = state.find(name);
        if (found == state.end() || found->second.sizes() != tensor.sizes() ||
            found->second.scalar_type() != tensor.scalar_type()) {
            return Error{ErrorCode::Corrupt, name,
                         "the checkpoint has no such tensor of the optimiser's state"};
        }
    }
    for (const auto& [name, tensor] : own) {
        tensor.copy_(state.at(name));
    }
    return {};
}

} // namespace weft
