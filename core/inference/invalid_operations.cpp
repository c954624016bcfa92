#include "core/inference/invalid_operations_p.h"

#include <cfenv>

namespace weft {

// The processor keeps a mark a thread. OpenMP gives these regions the threads that it gives
// oneDNN's.

InvalidOperations::InvalidOperations()
{
#pragma omp parallel
    std::feclearexcept(FE_INVALID);
}

bool InvalidOperations::any() const
{
    bool found = false;
#pragma omp parallel reduction(|| : found)
    found = std::fetestexcept(FE_INVALID) != 0;
    return found;
}

} // namespace weft
