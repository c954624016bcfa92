#include "core/base/onednn_p.h"
#include "core/model/onednn_matmul_p.h"

#include <ATen/ops/empty.h>

namespace weft {

using dnnl::memory;

memory::desc matrix(std::int64_t rows, std::int64_t columns, memory::data_type type,
                    std::int64_t rowStride)
{
    return {{rows, columns}, type, memory::dims{rowStride > 0 ? rowStride : columns, 1}};
}

memory::desc transposedMatrix(std::int64_t rows, std::int64_t columns, memory::data_type type)
{
    return {{rows, columns}, type, memory::dims{1, rows}};
}

memory::desc packedMatrix(std::int64_t rows, std::int64_t columns, memory::data_type type)
{
    return {{rows, columns}, type, memory::format_tag::any};
}

MatMul::MatMul(const dnnl::engine& engine, const memory::desc& source, const memory::desc& weights,
               const memory::desc& target, Into into)
    : m_engine(engine)
{
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (into == Into::Add) {
        dnnl::post_ops add;
        add.append_sum();
        attributes.set_post_ops(add);
    }
    m_description = describePrimitive<dnnl::matmul>(engine, attributes, source, weights, target);
    m_product = dnnl::matmul(m_description);
}

memory MatMul::pack(const void* weights, const memory::desc& plain) const
{
    memory source(plain, m_engine, const_cast<void*>(weights)); // oneDNN only reads it.
    memory target(m_description.weights_desc(), m_engine);
    dnnl::stream stream(m_engine);
    dnnl::reorder(source, target).execute(stream, source, target);
    stream.wait();
    return target;
}

memory MatMul::wrap(const void* weights) const
{
    return {m_description.weights_desc(), m_engine, const_cast<void*>(weights)};
}

MatMul::Runner::Runner(const MatMul& product, const memory& weights)
    : m_product(product)
    , m_stream(product.m_engine)
    , m_scratchpad(
          at::empty({static_cast<std::int64_t>(product.m_description.scratchpad_desc().get_size())},
                    at::kByte))
    , m_source(product.m_description.src_desc(), product.m_engine, nullptr)
    , m_weights(weights)
    , m_target(product.m_description.dst_desc(), product.m_engine, nullptr)
    , m_scratchpadMemory(product.m_description.scratchpad_desc(), product.m_engine,
                         m_scratchpad.data_ptr())
{
}

void MatMul::Runner::operator()(const void* source, void* target)
{
    m_source.set_data_handle(const_cast<void*>(source)); // oneDNN only reads it.
    m_target.set_data_handle(target);
    m_product.m_product.execute(m_stream, {{DNNL_ARG_SRC, m_source},
                                           {DNNL_ARG_WEIGHTS, m_weights},
                                           {DNNL_ARG_DST, m_target},
                                           {DNNL_ARG_SCRATCHPAD, m_scratchpadMemory}});
    m_stream.wait();
}

} // namespace weft
