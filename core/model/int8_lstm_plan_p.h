#pragma once

#include "core/model/int8_product_p.h"
#include "core/model/lstm_parts_p.h"
#include "core/model/lstm_plan_p.h"

#include <array>
#include <memory>
#include <vector>

namespace weft {

/// A bidirectional LSTM layer in inference whose products are of bytes (see LstmPlan for how they
/// are shared out). What a product reads, the inputs of each step and the states, is rounded by the
/// row just before (see quantizeRow()); sums, gates and cells are int32 and float32. A direction's
/// recurrent weights are read once a step, and take a quarter of the room.
///
/// Results depend on nothing but the arguments: sums of whole numbers are exact. Buffers and packed
/// weights are kept. One thread at a time.
class Int8LstmPlan
{
public:
    /// Throws dnnl::error where there are no such products; see Int8Product. shape.bf16 is false.
    Int8LstmPlan(const LstmShape& shape, int threads);

    /// sequence: [T, N, input] float32. Returns [T, N, 2 * hidden].
    [[nodiscard]] at::Tensor forward(const at::Tensor& sequence, const BiLstmWeights& weights);

private:
    struct StepProduct
    {
        Int8Product product;
        std::array<Int8Weights, 2> hh; ///< A direction each.
    };
    struct Task : LstmPart
    {
        std::shared_ptr<StepProduct> step;
        std::vector<std::uint8_t> stateNumbers;
        std::vector<std::int32_t> stateSums;
        std::vector<RowScale> stateRows;
        std::vector<float> gates, state, cells;
    };

    void addTasks(int threads);
    void projectInputs(const at::Tensor& sequence, const BiLstmWeights& weights);
    void stepThrough(Task& task, const float* bias, float* output) const;
    void addRecurrent(Task& task, Int8Product::Runner& recurrent) const;

    LstmShape m_shape;
    dnnl::engine m_engine;
    Int8Product m_project;
    std::array<Int8Weights, 2> m_ih;
    std::vector<Task> m_tasks;
    std::vector<std::uint8_t> m_numbers;             ///< [T * N, input].
    std::vector<RowScale> m_rows;                    ///< [T * N].
    std::array<std::vector<std::int32_t>, 2> m_sums; ///< [T * N, 4 * hidden], a direction each.
};

} // namespace weft
