#include "core/model/bilstm_p.h"

#include <ATen/ops/dropout.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <cmath>
#include <string>

namespace weft {

BiLstmImpl::BiLstmImpl(int input, int hidden, int layers, double dropout)
    : m_hidden(hidden)
    , m_dropout(dropout)
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
    const double bound = 1 / std::sqrt(static_cast<double>(m_hidden));
    const auto add = [&](const char* name, at::IntArrayRef shape) {
        auto& weight = register_parameter(name + suffix, torch::empty(shape));
        return torch::nn::init::uniform_(weight, -bound, bound);
    };
    Direction direction;
    direction.weightIh = add("weight_ih", {4 * m_hidden, input});
    direction.weightHh = add("weight_hh", {4 * m_hidden, m_hidden});
    direction.biasIh = add("bias_ih", {4 * m_hidden});
    direction.biasHh = add("bias_hh", {4 * m_hidden});
    return direction;
}

torch::Tensor BiLstmImpl::forward(const torch::Tensor& sequence)
{
    auto steps = sequence.transpose(0, 1).contiguous();
    for (auto& layer : m_layers) {
        if (&layer != &m_layers.front()) {
            steps = at::dropout(steps, m_dropout, is_training());
        }
        steps = runLayer(layer, steps);
    }
    return steps.transpose(0, 1);
}

at::Tensor BiLstmImpl::runLayer(Layer& layer, const at::Tensor& sequence)
{
    const auto& [there, back] = layer.directions;
    const auto output = layer.onednn.forward(
        sequence, {LstmWeights{there.weightIh, there.weightHh, there.biasIh + there.biasHh},
                   {back.weightIh, back.weightHh, back.biasIh + back.biasHh}});
    if (output.defined()) {
        return output;
    }
    const auto state = at::zeros({2, sequence.size(1), m_hidden}, sequence.options());
    return std::get<0>(at::lstm(sequence, {state, state},
                                {there.weightIh, there.weightHh, there.biasIh, there.biasHh,
                                 back.weightIh, back.weightHh, back.biasIh, back.biasHh},
                                true, 1, 0.0, is_training(), true, false));
}

} // namespace weft
