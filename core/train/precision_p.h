#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <c10/core/Device.h>

namespace weft {

/// Runs the operators of this thread in the precision asked for while it lives. Bf16 is autocast:
/// convolutions and products in bfloat16, sums, norms and the loss in float32, weights in float32.
/// Fp16 is the same in float16, on CUDA only: on a CPU, where a network that was trained so may be
/// looked at, it is float32. So is Bf16 on a processor without it, where LibTorch would take twenty
/// times as long.
class PrecisionScope
{
public:
    PrecisionScope(Precision precision, c10::Device device);
    ~PrecisionScope();
    PrecisionScope(const PrecisionScope&) = delete;
    PrecisionScope& operator=(const PrecisionScope&) = delete;

private:
    bool m_active;
    bool m_cuda;
    bool m_before = false; ///< Whether autocast was on already.
};

/// The device a configuration means; of several, a process at a place from 0 on takes that one.
/// Fails with Unsupported where CUDA is asked for and is missing.
[[nodiscard]] Result<c10::Device> chooseDevice(Device device, int place = 0);

} // namespace weft
