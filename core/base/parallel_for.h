#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace weft {

/// Calls work(0) .. work(count - 1), each once, on up to threads threads (0: all cores), in no
/// particular order, and returns when all have returned. Once stop is requested no new call begins;
/// false then. work must be safe to call at the same time and must not throw.
bool parallelFor(std::size_t count, int threads, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& work);

} // namespace weft
