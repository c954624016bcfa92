#pragma once

#include "core/model/onednn_lstm_primitives_p.h"

#include <array>
#include <memory>
#include <vector>

namespace weft {

/// One direction's weights; see LstmTensors. bias is the sum of torch.nn.LSTM's two.
struct LstmWeights
{
    at::Tensor ih, hh, bias;
};

using BiLstmWeights = std::array<LstmWeights, 2>; ///< Forward, backward.

/// How a bidirectional layer is shared out over threads: each direction, and where there are
/// threads enough each part of the batch, runs whole on one thread. Steps depend on each other, so
/// that sharing a step's products out would make all threads wait for each other at every step;
/// this way they meet once, and a direction's recurrent weights stay in one core's cache.
///
/// Results depend on the thread count (through the order of sums), on nothing else.
class LstmPlan
{
public:
    /// Throws dnnl::error where oneDNN has no such primitive.
    LstmPlan(const LstmShape& shape, int threads, bool training);

    /// What the tasks made in a forward pass, each in the order of time that it read.
    using TaskResults = std::vector<LstmForwardResult>;

    /// sequence: [T, N, input], contiguous.
    [[nodiscard]] TaskResults forward(const at::Tensor& sequence,
                                      const BiLstmWeights& weights) const;

    /// [T, N, 2 * hidden].
    [[nodiscard]] at::Tensor joinOutputs(const TaskResults& results) const;

    struct Gradients
    {
        at::Tensor sequence;
        BiLstmWeights weights;
    };

    /// outputGradient: [T, N, 2 * hidden].
    [[nodiscard]] Gradients backward(const at::Tensor& sequence, const BiLstmWeights& weights,
                                     const TaskResults& results,
                                     const at::Tensor& outputGradient) const;

private:
    struct Task
    {
        std::size_t direction;      ///< 0 forward, 1 backward; as in BiLstmWeights.
        std::int64_t first, images; ///< Of the batch.
        std::shared_ptr<const LstmPrimitives> primitives;
    };

    [[nodiscard]] LstmTensors inputsOf(const Task& task, const at::Tensor& sequence,
                                       const BiLstmWeights& weights) const;
    template <typename Work>
    void runTasks(const Work& work) const;

    LstmShape m_shape;
    std::vector<Task> m_tasks; ///< Forward ones first, each direction's in the batch's order.
};

} // namespace weft
