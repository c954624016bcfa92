#pragma once

namespace weft {

/// Whether oneDNN multiplies in bfloat16 by vector code on this processor, which takes AVX-512. On
/// others it has its reference code only, which takes twenty times as long as float32.
[[nodiscard]] bool processorHasBf16();

} // namespace weft
