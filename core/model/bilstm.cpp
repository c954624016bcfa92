#include "core/model/autocast_p.h"
#include "core/model/bilstm_p.h"

#include <ATen/ops/lstm.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/types.h>

#include <string>

namespace weft {

BiLstmImpl::BiLstmImpl(int input, int hidden, int layers)
    : m_hidden(hidden)
{
    for (int i = 0; i < layers; ++i) {
        const auto suffix = "_l" + std::to_string(i);
        const int width = i == 0 ? input : 2 * hidden;
        auto& layer = m_layers.emplace_back();
        layer.directions = {makeDirection(suffix, width),
                            makeDirection(suffix + "_reverse", width)};
    }
}

BiLstmImpl::Direction BiLstmImpl::makeDirection(const std::string& suffix, int input)
{
    const auto add = [&](const char* name, at::IntArrayRef shape) {
        return register_parameter(name + suffix, torch::zeros(shape));
    };
    Direction direction;
    direction.weightIh = add("weight_ih", {4 * m_hidden, input});
    direction.weightHh = add("weight_hh", {4 * m_hidden, m_hidden});
    direction.biasIh = add("bias_ih", {4 * m_hidden});
    direction.biasHh = add("bias_hh", {4 * m_hidden});
    return direction;
}

torch::Tensor BiLstmImpl::forward(const torch::Tensor& sequence, KeyedDropout& dropout)
{
    const bool bf16 = sequence.is_cpu() && bf16Autocast();
    auto steps = sequence.transpose(0, 1).contiguous();
    for (auto& layer : m_layers) {
        if (&layer != &m_layers.front()) {
            steps = dropout.apply(steps, is_training(), 1);
        }
        steps = runLayer(layer, steps, bf16);
    }
    return steps.transpose(0, 1);
}

at::Tensor BiLstmImpl::runLayer(Layer& layer, const at::Tensor& sequence, bool bf16)
{
    const auto& [there, back] = layer.directions;
    const BiLstmWeights weights{
        LstmWeights{there.weightIh, there.weightHh, there.biasIh, there.biasHh},
        {back.weightIh, back.weightHh, back.biasIh, back.biasHh}};
    if (layer.int8 && !c10::GradMode::is_enabled()) {
        if (auto output = layer.int8->forward(sequence, weights); output.defined()) {
            return output;
        }
    }
    for (const bool narrow : {bf16, false}) {
        const auto output = layer.onednn.forward(sequence, weights, narrow);
        if (output.defined()) {
            return output;
        }
    }
    const auto values = sequence.to(there.weightIh.scalar_type());
    const auto state = at::zeros({2, values.size(1), m_hidden}, values.options());
    return std::get<0>(at::lstm(values, {state, state},
                                {there.weightIh, there.weightHh, there.biasIh, there.biasHh,
                                 back.weightIh, back.weightHh, back.biasIh, back.biasHh},
                                true, 1, 0.0, is_training(), true, false));
}

void BiLstmImpl::useInt8()
{
    for (auto& layer : m_layers) {
        for (auto& direction : layer.directions) {
            roundToInt8(direction.weightIh);
            roundToInt8(direction.weightHh);
        }
        layer.int8.emplace();
    }
}

} // namespace weft
