#include "core/config/training_phase.h"
#include "core/train/optimizer_p.h"
#include "core/train/update_kernels.h"

#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace weft {

namespace {

// AdamW's defaults in torch.optim.
constexpr double adamBeta1 = 0.9;
constexpr double adamBeta2 = 0.999;
constexpr double adamEpsilon = 1e-8;

/// Values that one thread takes at a time: a whole number of pages.
constexpr std::int64_t grain = 1 << 16;

/// work(first, count) for pieces that are the same whatever the number of threads.
template <typename Work>
void inParallel(std::int64_t count, const Work& work)
{
    const auto pieces = (count + grain - 1) / grain;
    at::parallel_for(0, pieces, 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i) {
            work(i * grain, std::min(grain, count - i * grain));
        }
    });
}

bool plainFloats(const at::Tensor& tensor)
{
    return tensor.is_cpu() && tensor.scalar_type() == at::kFloat &&
           tensor.is_non_overlapping_and_dense();
}

/// Whether equal places in memory are equal places of the tensors. Sides of 1 have no say.
bool sameOrder(const at::Tensor& a, const at::Tensor& b)
{
    if (a.sizes() != b.sizes()) {
        return false;
    }
    for (std::int64_t i = 0; i < a.dim(); ++i) {
        if (a.size(i) > 1 && a.stride(i) != b.stride(i)) {
            return false;
        }
    }
    return true;
}

double squaredNorm(const at::Tensor& tensor)
{
    if (!plainFloats(tensor)) {
        const auto norm = tensor.norm().item<double>();
        return norm * norm;
    }
    std::vector<double> parts(static_cast<std::size_t>((tensor.numel() + grain - 1) / grain));
    inParallel(tensor.numel(), [&](std::int64_t first, std::int64_t count) {
        parts[static_cast<std::size_t>(first / grain)] =
            sumOfSquares(tensor.data_ptr<float>() + first, count);
    });
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

} // namespace

Optimizer::Optimizer(const torch::nn::Module& module, const TrainConfig& config)
    : m_kind(config.optimizer)
    , m_momentum(m_kind == OptimizerKind::Sgd ? config.momentum : adamBeta1)
    , m_nesterov(config.nesterov)
    , m_steps(at::zeros({1}, at::kLong))
    , m_backboneSteps(backboneThaws(config) ? at::zeros({1}, at::kLong) : m_steps)
{
    for (const auto& item : module.named_parameters()) {
        const bool ofBackbone = item.key().starts_with("backbone.");
        if (!item.value().requires_grad() && !(ofBackbone && backboneThaws(config))) {
            continue;
        }
        Parameter parameter;
        parameter.name = item.key();
        parameter.rateFactor = ofBackbone ? config.backboneRate : 1;
        parameter.steps = ofBackbone ? m_backboneSteps : m_steps;
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
    m_gathered = 0;
}

void Optimizer::gather(double weight)
{
    m_gathered += weight;
}

double Optimizer::clipGradients(double clip, double lossScale)
{
    const c10::NoGradGuard noGradients;
    double squares = 0;
    for (const auto& parameter : m_parameters) {
        if (parameter.value.grad().defined()) {
            squares += squaredNorm(parameter.value.grad());
        }
    }
    m_gradientScale = (gathering() ? 1 / m_gathered : 1) / lossScale;
    const double norm = std::sqrt(squares) * m_gradientScale;
    if (clip > 0 && norm > clip) {
        m_gradientScale *= clip / (norm + 1e-6);
    }
    return norm;
}

void Optimizer::step(const ScheduledRates& rates)
{
    const c10::NoGradGuard noGradients;
    const double momentum = rates.momentum.value_or(m_momentum);
    countStep();
    for (auto& parameter : m_parameters) {
        if (!parameter.value.grad().defined()) {
            continue;
        }
        const bool quick = plain(parameter);
        if (!quick && m_gradientScale != 1) {
            parameter.value.mutable_grad().mul_(m_gradientScale);
        }
        const double rate = rates.learningRate * parameter.rateFactor;
        if (m_kind == OptimizerKind::Sgd) {
            quick ? stepSgdPlain(parameter, rate, momentum) : stepSgd(parameter, rate, momentum);
        } else {
            quick ? stepAdamWPlain(parameter, rate, momentum)
                  : stepAdamW(parameter, rate, momentum);
        }
    }
    m_gradientScale = 1;
    m_gathered = 0;
}

/// A group that has no gradients yet, as a frozen one, does not count.
void Optimizer::countStep()
{
    m_steps.add_(1);
    const auto moves = [&](const Parameter& parameter) {
        return parameter.steps.is_same(m_backboneSteps) && parameter.value.grad().defined();
    };
    if (!m_backboneSteps.is_same(m_steps) && std::ranges::any_of(m_parameters, moves)) {
        m_backboneSteps.add_(1);
    }
}

bool Optimizer::plain(const Parameter& parameter)
{
    const auto& gradient = parameter.value.grad();
    return plainFloats(parameter.value) && plainFloats(gradient) &&
           sameOrder(parameter.value, gradient) && sameOrder(parameter.value, parameter.first) &&
           (!parameter.second.defined() || sameOrder(parameter.value, parameter.second));
}

void Optimizer::stepSgdPlain(Parameter& parameter, double rate, double momentum) const
{
    const auto& gradient = parameter.value.grad();
    inParallel(parameter.value.numel(), [&](std::int64_t first, std::int64_t count) {
        updateSgd({.count = count,
                   .values = parameter.value.data_ptr<float>() + first,
                   .gradient = gradient.data_ptr<float>() + first,
                   .momentum = parameter.first.data_ptr<float>() + first,
                   .gradientScale = static_cast<float>(m_gradientScale),
                   .decay = static_cast<float>(parameter.weightDecay),
                   .factor = static_cast<float>(momentum),
                   .rate = static_cast<float>(rate),
                   .nesterov = m_nesterov});
    });
    parameter.value.unsafeGetTensorImpl()->bump_version(); // As an operation in place does.
}

void Optimizer::stepAdamWPlain(Parameter& parameter, double rate, double beta1) const
{
    const auto steps = static_cast<double>(parameter.steps.item<std::int64_t>());
    const auto& gradient = parameter.value.grad();
    inParallel(parameter.value.numel(), [&](std::int64_t first, std::int64_t count) {
        updateAdamW({.count = count,
                     .values = parameter.value.data_ptr<float>() + first,
                     .gradient = gradient.data_ptr<float>() + first,
                     .average = parameter.first.data_ptr<float>() + first,
                     .squares = parameter.second.data_ptr<float>() + first,
                     .gradientScale = static_cast<float>(m_gradientScale),
                     .keep = static_cast<float>(1 - rate * parameter.weightDecay),
                     .beta1 = static_cast<float>(beta1),
                     .beta2 = static_cast<float>(adamBeta2),
                     .rest1 = static_cast<float>(1 - beta1),
                     .rest2 = static_cast<float>(1 - adamBeta2),
                     .rate = static_cast<float>(rate / (1 - std::pow(beta1, steps))),
                     .root = static_cast<float>(std::sqrt(1 - std::pow(adamBeta2, steps))),
                     .epsilon = static_cast<float>(adamEpsilon)});
    });
    parameter.value.unsafeGetTensorImpl()->bump_version();
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
    const auto steps = static_cast<double>(parameter.steps.item<std::int64_t>());
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
    if (!m_backboneSteps.is_same(m_steps)) {
        state["step.backbone"] = m_backboneSteps;
    }
    if (gathering()) {
        state["gathered"] = at::full({1}, m_gathered, at::kDouble);
        for (const auto& parameter : m_parameters) {
            if (parameter.value.grad().defined()) {
                state["gradient." + parameter.name] = parameter.value.grad();
            }
        }
    }
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
    takeGathered(state);
    return {};
}

void Optimizer::takeGathered(const TensorMap& state)
{
    zeroGradients();
    const auto gathered = state.find("gathered");
    if (gathered == state.end()) {
        return;
    }
    m_gathered = gathered->second.item<double>();
    for (auto& parameter : m_parameters) {
        if (const auto found = state.find("gradient." + parameter.name); found != state.end()) {
            // In the parameter's order in memory, as the backward pass leaves it.
            parameter.value.mutable_grad() = at::empty_like(parameter.value).copy_(found->second);
        }
    }
}

} // namespace weft
