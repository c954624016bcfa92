#pragma once

#include <ATen/autocast_mode.h>

namespace weft {

/// Whether the calling thread asks for bfloat16 on the CPU (see PrecisionScope).
[[nodiscard]] inline bool bf16Autocast()
{
    return at::autocast::is_cpu_enabled() &&
           at::autocast::get_autocast_cpu_dtype() == at::kBFloat16;
}

} // namespace weft
