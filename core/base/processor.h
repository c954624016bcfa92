#pragma once

namespace weft {

/// Whether oneDNN multiplies in bfloat16 by vector code on this processor, which takes AVX-512. On
/// others it has its reference code only, which takes twenty times as long as float32.
[[nodiscard]] bool processorHasBf16();

/// Whether this processor multiplies bytes and sums the products in 32 bits without loss (VNNI).
[[nodiscard]] bool processorHasInt8();

} // namespace weft
