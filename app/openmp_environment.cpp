#include <unistd.h>

#include <array>
#include <climits>
#include <cstring>

// libgomp reads how long an idle thread spins before it sleeps from the environment only, and does
// so before main(). Its own 300,000 rounds (milliseconds) take the cores from the threads that
// decode images and draw the window, many times over where other programs compute too; hardly
// spinning costs a wake-up at each parallel region (the article's BiLSTM at batch 1 took 7 ms then,
// and 3 ms with 1,000 rounds or more). So the program starts itself once more with 10,000, unless
// the user has said how to wait. That second start is dear: 0.25 s beside the 0.67 s of `weft-cli
// --version`, although it comes before the libraries' constructors. ./run sets the variable and
// spares it.

namespace {

constexpr const char* variable = "GOMP_SPINCOUNT=10000"; // ./run has the same number.
constexpr std::size_t mostVariables = 4096;

/// GOMP_SPINCOUNT would overrule the other one.
bool saysHowToWait(char* const* environment)
{
    for (; *environment != nullptr; ++environment) {
        for (const char* name : {"GOMP_SPINCOUNT=", "OMP_WAIT_POLICY="}) {
            if (std::strncmp(*environment, name, std::strlen(name)) == 0) {
                return true;
            }
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
    if (saysHowToWait(environment) || count + 2 > mostVariables ||
        readlink("/proc/self/exe", program.data(), program.size() - 1) <= 0) {
        return;
    }
    std::memcpy(extended.data(), environment, count * sizeof(char*));
    extended[count] = const_cast<char*>(variable);
    execve(program.data(), arguments, extended.data());
    // Where that fails, the program runs on with libgomp's own value.
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const beforeLibraries)(int, char**,
                                                                            char**) = startAgain;

} // namespace
