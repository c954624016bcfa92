#pragma once

#include <dnnl.hpp>

#include <string_view>

namespace weft {

// What oneDNN 2 and oneDNN 3 call differently stands here only.

/// The description of a primitive. oneDNN 2 makes it in two steps, oneDNN 3 in one, with
/// the same arguments. Throws dnnl::error where there is none.
template <typename Primitive, typename... Arguments>
typename Primitive::primitive_desc describePrimitive(const dnnl::engine& engine,
                                                     const dnnl::primitive_attr& attributes,
                                                     const Arguments&... arguments)
{
#if DNNL_VERSION_MAJOR >= 3
    return {engine, arguments..., attributes};
#else
    return {typename Primitive::desc(arguments...), attributes, engine};
#endif
}

/// The same of a backward pass, for a forward one.
template <typename Primitive, typename Forward, typename... Arguments>
typename Primitive::primitive_desc
describeBackward(const dnnl::engine& engine, const dnnl::primitive_attr& attributes,
                 const Forward& forward, const Arguments&... arguments)
{
#if DNNL_VERSION_MAJOR >= 3
    return {engine, arguments..., forward, attributes};
#else
    return {typename Primitive::desc(arguments...), attributes, engine, forward};
#endif
}

/// The description, or what oneDNN throws where it has nothing at all: its reference code takes
/// seconds for what the others do in milliseconds.
template <typename Description>
Description worthwhile(Description description)
{
    if (std::string_view(description.impl_info_str()).starts_with("ref")) {
        throw dnnl::error(dnnl_unimplemented, "only oneDNN's reference code fits");
    }
    return description;
}

/// Pooling that takes a dilation.
#if DNNL_VERSION_MAJOR >= 3
using PoolingPrimitive = dnnl::pooling_forward;
#else
using PoolingPrimitive = dnnl::pooling_v2_forward;
#endif

/// Has a function of one value done to each value at the end, such as max(value, 0) by eltwise_relu.
inline void appendFunction(dnnl::post_ops& operations, dnnl::algorithm function, float alpha = 0)
{
#if DNNL_VERSION_MAJOR >= 3
    operations.append_eltwise(function, alpha, 0);
#else
    operations.append_eltwise(1, function, alpha, 0);
#endif
}

} // namespace weft
