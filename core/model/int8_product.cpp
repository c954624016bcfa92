#include "core/base/processor.h"
#include "core/compress/quantized_matrix.h"
#include "core/model/int8_product_p.h"

#include <numeric>

namespace weft {

namespace {

using dnnl::memory;

/// The type of the numbers that are read; only for processors that multiply bytes exactly.
memory::data_type readType()
{
    if (!processorHasInt8()) {
        throw dnnl::error(dnnl_unimplemented, "no exact products of bytes");
    }
    return memory::data_type::u8;
}

} // namespace

Int8Product::Int8Product(const dnnl::engine& engine, std::int64_t rows, std::int64_t inputs,
                         std::int64_t outputs)
    : m_inputs(inputs)
    , m_outputs(outputs)
    , m_product(engine, matrix(rows, inputs, readType()),
                packedMatrix(inputs, outputs, memory::data_type::s8),
                matrix(rows, outputs, memory::data_type::s32))
{
}

void Int8Product::pack(const at::Tensor& weights, Int8Weights& packed) const
{
    if (packed.madeOf.holdsFor(weights)) {
        return;
    }
    const auto plain = weights.contiguous();
    auto quantized =
        quantizeRows({plain.data_ptr<float>(), static_cast<std::size_t>(plain.numel())}, m_outputs);
    packed.madeOf = WeightMark(weights);
    packed.numbers = m_product.pack(quantized.numbers.data(),
                                    transposedMatrix(m_inputs, m_outputs, memory::data_type::s8));
    packed.scales = std::move(quantized.scales);
    packed.sums.clear();
    for (auto row = quantized.numbers.begin(); row != quantized.numbers.end(); row += m_inputs) {
        packed.sums.push_back(std::accumulate(row, row + m_inputs, std::int32_t{0}));
    }
}

Int8Product::Runner::Runner(const Int8Product& product, const Int8Weights& weights)
    : m_product(product.m_product, weights.numbers)
{
}

} // namespace weft
