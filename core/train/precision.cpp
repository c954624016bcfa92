#include "core/base/processor.h"
#include "core/train/precision_p.h"

#include <ATen/autocast_mode.h>
#include <ATen/Context.h>

#include <algorithm>

namespace weft {

namespace {

void setAutocast(bool cuda, bool enabled)
{
    if (cuda) {
        at::autocast::set_enabled(enabled);
    } else {
        at::autocast::set_cpu_enabled(enabled);
    }
}

} // namespace

PrecisionScope::PrecisionScope(Precision precision, c10::Device device)
    : m_active(precision != Precision::Fp32 &&
               (device.is_cuda() || (precision == Precision::Bf16 && processorHasBf16())))
    , m_cuda(device.is_cuda())
{
    if (!m_active) {
        return;
    }
    if (m_cuda) {
        at::autocast::set_autocast_gpu_dtype(precision == Precision::Fp16 ? at::kHalf
                                                                          : at::kBFloat16);
    } else {
        at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    }
    at::autocast::increment_nesting();
    m_before = m_cuda ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
    setAutocast(m_cuda, true);
}

PrecisionScope::~PrecisionScope()
{
    if (!m_active) {
        return;
    }
    setAutocast(m_cuda, m_before);
    // The cache holds the weights as bfloat16; after an update it would be of yesterday.
    if (at::autocast::decrement_nesting() == 0) {
        at::autocast::clear_cache();
    }
}

Result<c10::Device> chooseDevice(Device device, int place)
{
    const bool cuda = at::hasCUDA();
    if (device == Device::Cuda && !cuda) {
        return Error{ErrorCode::Unsupported, "train.device",
                     "this machine has no CUDA device that LibTorch can use"};
    }
    if (!cuda || device == Device::Cpu) {
        return c10::Device(c10::kCPU);
    }
    const int devices = std::max(1, at::detail::getCUDAHooks().getNumGPUs());
    return place == 0 ? c10::Device(c10::kCUDA)
                      : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(place % devices));
}

} // namespace weft
