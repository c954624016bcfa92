#pragma once

#include "core/model/int8_layer_p.h"
#include "core/model/int8_lstm_p.h"
#include "core/model/keyed_dropout_p.h"
#include "core/model/onednn_lstm_p.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <optional>
#include <vector>

namespace weft {

/// A bidirectional LSTM over sequences of equal length, batch first. Parameters are named and laid
/// out as torch.nn.LSTM's (weight_ih_l0, ..., bias_hh_l1_reverse; gates i, f, g, o), so that
/// weights travel both ways. Runs on oneDNN where it can, else on LibTorch's own LSTM.
class BiLstmImpl : public torch::nn::Module, public Int8Layer
{
public:
    /// Parameters are zero; see initializeWeights().
    BiLstmImpl(int input, int hidden, int layers);

    /// sequence: [N, T, input], float32 or bfloat16; states start at zero. Returns
    /// [N, T, 2 * hidden], forward direction first: float32, or bfloat16 under autocast (see
    /// PrecisionScope) unless it is computed in int8. dropout is applied between layers, in
    /// training mode only.
    torch::Tensor forward(const torch::Tensor& sequence, KeyedDropout& dropout);

    void useInt8() override;

    [[nodiscard]] int hidden() const { return m_hidden; }

private:
    struct Direction
    {
        at::Tensor weightIh, weightHh, biasIh, biasHh;
    };
    struct Layer
    {
        std::array<Direction, 2> directions; ///< Forward, backward.
        OneDnnLstm onednn;
        std::optional<Int8Lstm> int8;
    };

    Direction makeDirection(const std::string& suffix, int input);
    at::Tensor runLayer(Layer& layer, const at::Tensor& sequence, bool bf16);

    int m_hidden;
    std::vector<Layer> m_layers;
};
TORCH_MODULE(BiLstm);

} // namespace weft
