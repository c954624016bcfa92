#include "core/model/bilstm_p.h"

#include <ATen/ops/lstm.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/init.h>

#include <cmath>
#include <string>

namespace weft {

BiLstmImpl::BiLstmImpl(int input, int hidden, int layers, double dropout)
    : m_hidden(hidden)
    , m_layers(layers)
    , m_dropout(dropout)
{
    const double bound = 1 / std::sqrt(static_cast<double>(hidden));
    const auto add = [&](const std::string& name, at::IntArrayRef shape) {
        auto weight = register_parameter(name, torch::empty(shape));
        m_weights.push_back(torch::nn::init::uniform_(weight, -bound, bound));
    };
    for (int layer = 0; layer < layers; ++layer) {
        const int width = layer == 0 ? input : 2 * hidden;
        for (const char* direction : {"", "_reverse"}) {
            const std::string suffix = "_l" + std::to_string(layer) + direction;
            add("weight_ih" + suffix, {4 * hidden, width});
            add("weight_hh" + suffix, {4 * hidden, hidden});
            add("bias_ih" + suffix, {4 * hidden});
            add("bias_hh" + suffix, {4 * hidden});
        }
    }
}

torch::Tensor BiLstmImpl::forward(const torch::Tensor& sequence)
{
    const auto state = at::zeros({2 * m_layers, sequence.size(0), m_hidden}, sequence.options());
    return std::get<0>(at::lstm(sequence, {state, state}, m_weights, true, m_layers, m_dropout,
                                is_training(), true, true));
}

} // namespace weft
