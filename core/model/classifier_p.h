#pragma once

#include "core/config/run_config.h"
#include "core/model/norm_exchange.h"
#include "core/model/row_share.h"
#include "core/model/trunk_p.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>

namespace weft {

struct HeadOutput;

/// What a forward pass gives. N images, T = grid^2 cells, K classes.
struct ClassifierOutput
{
    torch::Tensor logits; ///< [N, K], float32.
    /// [N, heads, T], each head's sums to 1 over T, the grid's cells row by row in whatever order
    /// they were read; undefined unless the head is attention.
    torch::Tensor attention;
    TrunkFeatures features; ///< Of the stages in use, for Grad-CAM.
};

/// Backbone -> serializer (with the stages' fusion) -> BiLSTM -> head. Parameter names are
/// torchvision's and torch.nn.LSTM's: backbone.*, lstm.*, attention.*, fc.*; where the
/// configuration has them, fusion.* (StageFusionImpl), lstm_columns.* (the second reading) and
/// attention_hidden.* (AttentionScorer).
class ClassifierImpl : public torch::nn::Module
{
public:
    /// The weights are keyed by the seed; see initializeWeights().
    ClassifierImpl(const ModelConfig& config, int classes, std::uint64_t seed = 0);

    /// What dropout draws from now on in training mode depends on the seed alone. The shares of a
    /// batch get what their rows get in the whole batch without a share, to the bit.
    void seedDropout(std::uint64_t seed, RowShare share = {});

    /// From now on the trunk's norms by the batch are by all ranks' values, and their running
    /// statistics follow those: the same bits on each rank. Null: by this process's own.
    ///
    /// Each norm makes one exchange in the forward pass, in the trunk's order, and one in the
    /// backward pass, in reverse; frozen norms make none. So all ranks have to run both equally
    /// often. A rank without images takes part with [0, 3, H, W]. The ranks' losses meet in the
    /// exchange: those that are backpropagated have to add up to the whole batch's loss. Then the
    /// sum over the ranks of each parameter's gradient is the whole batch's.
    void synchronizeNorms(std::shared_ptr<NormExchange> exchange);

    /// images: [N, 3, H, W] float32. N may be 0 where the norms are synchronised or frozen.
    ClassifierOutput forward(const torch::Tensor& images);

    /// The trunk alone: [N, 3, H, W] to the outputs of the stages in use.
    TrunkFeatures extractFeatures(const torch::Tensor& images);

    /// From the trunk's features on: Grad-CAM needs the graph from there only.
    ClassifierOutput classifyFeatures(const TrunkFeatures& features);

    /// What classification needs of the trunk's features, in their precision: the grid's cells row
    /// by row, [N, T, pooledChannels()], or for head gap their mean, [N, pooledChannels()]. No
    /// parameter but the trunk's has a share in it.
    torch::Tensor condense(const TrunkFeatures& features);

    /// From condense() on. The output's features stay undefined.
    ClassifierOutput classifyCondensed(const torch::Tensor& condensed);

    /// From now on the trunk is the function that it is: no gradients, and its norms normalise by
    /// their running statistics, which stay as they are, in training mode too.
    void freezeBackbone();

    /// The trunk learns again. Its mode becomes the network's.
    void unfreezeBackbone();

    /// From now on the trunk's norms normalise by their running statistics, which stay as they are,
    /// in training mode too. Their scales and shifts still learn.
    void freezeNorms();

    void train(bool on = true) override;

    /// The trunk, whose parameters are called here as in its own module.
    [[nodiscard]] torch::nn::Module& backbone();

    /// The last layer, a linear one.
    [[nodiscard]] torch::nn::Module& classifier();

    [[nodiscard]] const ModelConfig& config() const { return m_config; }
    [[nodiscard]] int classes() const { return m_classes; }

private:
    struct Parts;
    [[nodiscard]] HeadOutput read(const torch::Tensor& cells);
    /// What the last layer of head gap reads of the mean of the cells.
    [[nodiscard]] torch::Tensor summarize(const torch::Tensor& mean);

    ModelConfig m_config;
    int m_classes;
    bool m_backboneFrozen = false;
    bool m_normsFrozen = false;
    std::shared_ptr<Parts> m_parts;
};
TORCH_MODULE(Classifier);

} // namespace weft
