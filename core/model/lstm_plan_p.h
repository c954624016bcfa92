#pragma once

#include "core/model/lstm_parts_p.h"
#include "core/model/onednn_matmul_p.h"
#include "core/model/weight_mark_p.h"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace weft {

/// What a plan is made for.
struct LstmShape
{
    std::int64_t steps = 0, batch = 0, input = 0, hidden = 0;
    bool bf16 = false; ///< Products in bfloat16, summed in float32; cells and gates are float32.

    friend bool operator==(const LstmShape&, const LstmShape&) = default;
};

/// One direction's parameters as torch.nn.LSTM has them, float32: ih [4 * hidden, input],
/// hh [4 * hidden, hidden], biases [4 * hidden]. Or their gradients.
struct LstmWeights
{
    at::Tensor ih, hh, biasIh, biasHh;
};

using BiLstmWeights = std::array<LstmWeights, 2>; ///< Forward, backward.

/// A bidirectional LSTM layer as matrix products of oneDNN and gates of our own. The inputs'
/// products are one for all steps; then each direction, and where there are threads enough each
/// part of the batch, steps through the sequence on one thread: steps depend on each other, so that
/// sharing a step's products out would make all threads wait for each other at every step, and a
/// direction's recurrent weights stay in one core's cache.
///
/// oneDNN's own LSTM primitive, shared out in the same way, is as quick at [49, 32, 512] in float32
/// (least of 25 rounds: 14.5 ms against 14.2 forward, 29 to 30 backward for both) and takes twice
/// the time of a forward pass at batch 1 (2.4 to 2.8 ms against 1.1; oneDNN 2.6, two cores with
/// AVX-512). It gets the gradient of hh wrong for one direction, so that the sequence has to be
/// turned round on its way in and out.
///
/// Results depend on the thread count (through the order of sums), on nothing else. One thread at a
/// time.
class LstmPlan
{
public:
    /// Throws dnnl::error where oneDNN has no such products.
    LstmPlan(const LstmShape& shape, int threads, bool training);

    /// What a forward pass leaves for the backward one.
    struct Pass
    {
        at::Tensor sequence;             ///< [T, N, input], as the products read it.
        at::Tensor output;               ///< [T, N, 2 * hidden], bfloat16 with shape.bf16.
        std::array<at::Tensor, 2> gates; ///< [T, N, 4 * hidden].
        std::array<at::Tensor, 2> cells; ///< [T, N, hidden]; of the last step only in inference.
    };

    /// sequence: [T, N, input], float32 or bfloat16. Packed weights are kept from call to call
    /// until the tensors change.
    [[nodiscard]] Pass forward(const at::Tensor& sequence, const BiLstmWeights& weights);

    struct Gradients
    {
        at::Tensor sequence; ///< float32; undefined unless asked for.
        BiLstmWeights weights;
    };

    /// outputGradient: [T, N, 2 * hidden], any floating type.
    [[nodiscard]] Gradients backward(const Pass& pass, const BiLstmWeights& weights,
                                     const at::Tensor& outputGradient, bool ofSequence);

private:
    /// Weights in a product's layout, and what they were made of.
    struct Packed
    {
        WeightMark madeOf;
        dnnl::memory memory;
    };
    /// The products of one step for a number of images.
    struct StepProducts
    {
        MatMul forward;
        std::optional<MatMul> backward;
        std::array<Packed, 2> hh, hhBack; ///< A direction each.
    };
    struct Task : LstmPart
    {
        std::shared_ptr<StepProducts> products;
    };

    void addTasks(int threads);
    void makeBackwardProducts();
    [[nodiscard]] std::shared_ptr<StepProducts> stepProducts(std::int64_t images) const;
    static const dnnl::memory& pack(const MatMul& product, const at::Tensor& weights,
                                    const dnnl::memory::desc& plain, Packed& packed);
    void stepThrough(const Task& task, const Pass& pass, const at::Tensor& bias) const;
    void stepBack(const Task& task, const Pass& pass, const at::Tensor& outputGradient,
                  const at::Tensor& gateGradient, const at::Tensor& biasGradient) const;
    [[nodiscard]] at::Tensor sequenceGradient(const std::array<at::Tensor, 2>& gateGradients,
                                              const BiLstmWeights& weights);
    [[nodiscard]] at::Tensor recurrentGradient(std::size_t direction, const Pass& pass,
                                               const at::Tensor& gateGradient) const;

    /// The step read at that place in a direction's order.
    [[nodiscard]] std::int64_t stepAt(std::size_t direction, std::int64_t place) const
    {
        return direction == 0 ? place : m_shape.steps - 1 - place;
    }

    LstmShape m_shape;
    bool m_training;
    dnnl::memory::data_type m_type;
    at::ScalarType m_scalar;
    dnnl::engine m_engine;
    std::vector<Task> m_tasks; ///< Forward ones first, each direction's in the batch's order.
    MatMul m_project;
    std::optional<MatMul> m_toSequence, m_addToSequence, m_toIh, m_toHh;
    std::array<Packed, 2> m_ih, m_ihBack;
};

} // namespace weft
