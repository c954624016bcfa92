#include <unistd.h>

#include <array>
#include <climits>
#include <cstring>

// libgomp reads how long an idle thread spins before it sleeps from the environment only, and does
// so before main(). Its own 3 ms take the cores from the threads that decode images and draw the
// window, many times over where other programs compute too; not spinning at all costs a wake-up,
// some 0.1 ms, at each of the hundreds of parallel regions of a training step (at batch 1 more than
// the work itself). So the program starts itself once more with some 0.1 ms, unless the user has
// set the variable. This runs before the libraries' constructors, so that the second start is paid
// with milliseconds.

namespace {

constexpr const char* variable = "GOMP_SPINCOUNT=10000";
constexpr std::size_t mostVariables = 4096;

bool isSet(char* const* environment)
{
    const auto length = static_cast<std::size_t>(std::strchr(variable, '=') - variable) + 1;
    for (; *environment != nullptr; ++environment) {
        if (std::strncmp(*environment, variable, length) == 0) {
            return true;
        }
    }
    return false;
}

void startAgain(int /*count*/, char** arguments, char** environment)
{
    static std::array<char*, mostVariables> extended; // The heap is not ready yet.
    static std::array<char, PATH_MAX> program;
    std::size_t count = 0;
    while (environment[count] != nullptr) {
        ++count;
    }
    if (isSet(environment) || count + 2 > mostVariables ||
        readlink("/proc/self/exe", program.data(), program.size() - 1) <= 0) {
        return;
    }
    std::memcpy(extended.data(), environment, count * sizeof(char*));
    extended[count] = const_cast<char*>(variable);
    execve(program.data(), arguments, extended.data());
    // Where that fails, the program runs on with libgomp's own value.
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const beforeLibraries)(int, char**, char**) =
    startAgain;

} // namespace
