#include "core/base/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

namespace weft {

namespace {

/// Of 19: the kernel gives such a thread a tenth of what it gives one that has not stepped back.
constexpr int niceness = 10;

} // namespace

bool lowerThreadPriority()
{
    // On Linux each thread has a niceness of its own, whatever POSIX says; see setpriority(2). The
    // threads of OpenMP and of the loader inherit it.
    return ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness) == 0;
}

} // namespace weft
