#include "core/base/processor.h"

#include "core/base/processor_p.h"

namespace weft {

bool processorHas(dnnl::cpu_isa isa)
{
    // Each kind of x86 has the bits of those before it.
    const auto bits = static_cast<unsigned>(isa);
    return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & bits) == bits;
}

std::int64_t floatBlock()
{
    return processorHas(dnnl::cpu_isa::avx512_core) ? 16 : 8;
}

bool processorHasBf16()
{
    return processorHas(dnnl::cpu_isa::avx512_core);
}

bool processorHasInt8()
{
    return processorHas(dnnl::cpu_isa::avx512_core_vnni) || processorHas(dnnl::cpu_isa::avx2_vnni);
}

} // namespace weft
