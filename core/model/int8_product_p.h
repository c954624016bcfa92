#pragma once

#include "core/model/int8_kernels.h"
#include "core/model/onednn_matmul_p.h"
#include "core/model/weight_mark_p.h"

#include <cstdint>
#include <vector>

namespace weft {

/// A linear layer's weights as int8 (see quantizeRows()) in a product's own layout.
struct Int8Weights
{
    WeightMark madeOf;
    dnnl::memory numbers;
    std::vector<float> scales;      ///< Of the outputs.
    std::vector<std::int32_t> sums; ///< Of each output's numbers.

    /// A row of a product's sums, with what makes floats of it. row is of what was read.
    [[nodiscard]] RowSums rowOf(const std::int32_t* productSums, const RowScale& row) const
    {
        return {static_cast<std::int64_t>(scales.size()), productSums, row, scales.data(),
                sums.data()};
    }
};

/// A matrix product of fixed size in whole numbers: rows of uint8 times int8 weights, summed in
/// int32 without loss (up to 66,000 inputs). Planned for the threads that OpenMP gives when it is
/// made. Immutable: safe from several threads.
class Int8Product
{
public:
    /// Throws dnnl::error where the processor does not multiply bytes exactly: without VNNI, oneDNN
    /// adds pairs of products in 16 bits, which do not hold them.
    Int8Product(const dnnl::engine& engine, std::int64_t rows, std::int64_t inputs,
                std::int64_t outputs);

    /// Packs weights, [outputs, inputs] float32, unless packed is made of them already.
    void pack(const at::Tensor& weights, Int8Weights& packed) const;

    /// Repeated products with the same weights, on one thread (which oneDNN may give helpers).
    /// Both outlive it.
    class Runner
    {
    public:
        Runner(const Int8Product& product, const Int8Weights& weights);

        /// From numbers, [rows, inputs], to sums, [rows, outputs].
        void operator()(const std::uint8_t* numbers, std::int32_t* sums)
        {
            m_product(numbers, sums);
        }

    private:
        MatMul::Runner m_product;
    };

private:
    std::int64_t m_inputs, m_outputs;
    MatMul m_product;
};

} // namespace weft
