#pragma once

#include "core/config/run_config.h"

namespace weft {

/// The best rates that this machine was seen to do, in floating-point operations a second (a
/// multiply-add counts as two).
struct MachinePeak
{
    double gemm = 0;        ///< Square matrix products by oneDNN, the best of several sizes.
    double convolution = 0; ///< 3x3 convolutions of ResNet-18's sizes by oneDNN, the best of them.

    [[nodiscard]] double best() const { return gemm > convolution ? gemm : convolution; }
};

/// Measures for about a second with the threads in force on the calling thread (see
/// configureThreads()). Both are 0 where oneDNN does not do the precision.
[[nodiscard]] MachinePeak measureMachinePeak(Precision precision);

} // namespace weft
