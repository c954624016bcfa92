#pragma once

#include <dnnl.hpp>

#include <cstdint>

namespace weft {

[[nodiscard]] bool processorHas(dnnl::cpu_isa isa);

/// Channels of a block in oneDNN's layouts for float32 convolutions on this processor, as many as a
/// vector holds: 16 with AVX-512, else 8.
[[nodiscard]] std::int64_t floatBlock();

} // namespace weft
