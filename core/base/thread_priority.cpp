#include "core/base/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace weft {

namespace {

/// The kernel gives such a thread a tenth of what it gives one that has not stepped back.
constexpr int stepsBack = 10;
constexpr int nicest = 19;

} // namespace

bool lowerThreadPriority()
{
    // On Linux each thread has a niceness of its own, whatever POSIX says; see setpriority(2). The
    // threads of OpenMP and of the loader inherit it.
    const auto thread = static_cast<id_t>(::gettid());
    errno = 0;
    const int now = ::getpriority(PRIO_PROCESS, thread);
    return errno == 0 &&
           ::setpriority(PRIO_PROCESS, thread, std::min(now + stepsBack, nicest)) == 0;
}

} // namespace weft
