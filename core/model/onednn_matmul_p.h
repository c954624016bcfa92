#pragma once

#include <ATen/core/Tensor.h>
#include <dnnl.hpp>

#include <cstdint>

namespace weft {

/// How matrices lie in memory, for MatMul. rowStride counts values.
[[nodiscard]] dnnl::memory::desc matrix(std::int64_t rows, std::int64_t columns,
                                        dnnl::memory::data_type type, std::int64_t rowStride = 0);

/// A matrix of rows x columns whose transpose lies in memory, row by row.
[[nodiscard]] dnnl::memory::desc transposedMatrix(std::int64_t rows, std::int64_t columns,
                                                  dnnl::memory::data_type type);

/// As the primitive likes it best; see MatMul::pack().
[[nodiscard]] dnnl::memory::desc packedMatrix(std::int64_t rows, std::int64_t columns,
                                              dnnl::memory::data_type type);

/// A matrix product of fixed size by oneDNN: target = source x weights, or target += where it adds.
/// Planned for the threads that OpenMP gives when it is made. Immutable: safe from several threads.
class MatMul
{
public:
    enum class Into { Set, Add };

    /// Throws dnnl::error where oneDNN has no such product.
    MatMul(const dnnl::engine& engine, const dnnl::memory::desc& source,
           const dnnl::memory::desc& weights, const dnnl::memory::desc& target,
           Into into = Into::Set);

    /// Weights that lie as plain says, in this product's own layout and type.
    [[nodiscard]] dnnl::memory pack(const void* weights, const dnnl::memory::desc& plain) const;

    /// Weights that lie as the constructor was told.
    [[nodiscard]] dnnl::memory wrap(const void* weights) const;

    /// Repeated products with the same weights, on one thread (which oneDNN may give helpers).
    class Runner
    {
    public:
        Runner(const MatMul& product, const dnnl::memory& weights);
        void operator()(const void* source, void* target);

    private:
        const MatMul& m_product;
        dnnl::stream m_stream;
        at::Tensor m_scratchpad; ///< oneDNN's own would stay with the thread.
        dnnl::memory m_source, m_weights, m_target, m_scratchpadMemory;
    };

private:
    dnnl::engine m_engine;
    dnnl::matmul::primitive_desc m_description;
    dnnl::matmul m_product;
};

} // namespace weft
