#include "app/cli/window_process.h"

#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/output.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace weft::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* program = "weft";
constexpr const char* withoutScreen = "QT_QPA_PLATFORM=offscreen";

/// Ours, without a screen.
std::vector<std::string> environmentForWindow()
{
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text(*variable);
        if (!text.starts_with("QT_QPA_PLATFORM=")) {
            variables.push_back(text);
        }
    }
    variables.emplace_back(withoutScreen);
    return variables;
}

/// As execve() takes them; the strings outlive it.
std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (auto& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

int exitCodeOf(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace

int runWeftWindow(const std::vector<std::string>& arguments)
{
    std::error_code unknown;
    const auto window = fs::read_symlink("/proc/self/exe", unknown).parent_path() / program;
    if (unknown || !fs::exists(window, unknown)) {
        return fail({ErrorCode::NotFound, window.string(),
                     "the window's program is not there, and this needs it"},
                    Failure);
    }
    std::vector<std::string> words{window.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto variables = environmentForWindow();
    const auto argv = pointersTo(words);
    const auto envp = pointersTo(variables);

    const pid_t child = ::fork();
    if (child == 0) {
        // A group of its own: a terminal's Ctrl+C reaches it through us, once.
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        ::execve(argv.front(), argv.data(), envp.data());
        ::_exit(127);
    }
    if (child < 0) {
        return fail({ErrorCode::Internal, window.string(), std::generic_category().message(errno)},
                    Failure);
    }
    int status = 0;
    {
        const InterruptWatch watch([child, &watch] { ::kill(child, watch.signal()); });
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    }
    return exitCodeOf(status);
}

} // namespace weft::cli
