#pragma once

#include <dnnl.hpp>

namespace weft {

/// The description of a primitive. oneDNN 2 makes it in two steps, oneDNN 3 in one, with
/// the same arguments: the difference stands here only. Throws dnnl::error where there is none.
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

} // namespace weft
