#include "app/bench/process_age.h"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace weft {

namespace {

constexpr int fieldsBeforeStart = 19; ///< Behind the program's name; see proc(5), starttime.

} // namespace

double processAgeMs()
{
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name = line.rfind(')'); // The name may hold blanks and brackets of its own.
    if (name == std::string::npos) {
        return -1;
    }
    std::istringstream fields(line.substr(name + 1));
    std::string skipped;
    for (int i = 0; i < fieldsBeforeStart; ++i) {
        fields >> skipped;
    }
    double ticks = 0;
    timespec now{};
    if (!(fields >> ticks) || clock_gettime(CLOCK_BOOTTIME, &now) != 0) {
        return -1;
    }
    const double started = ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
    const double seconds =
        static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
    return (seconds - started) * 1e3;
}

} // namespace weft
