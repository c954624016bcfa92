#include "core/cluster/program_run.h"

#include "core/base/file_descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace weft {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds lookGap{20}; ///< Between two looks at the stop and the child.

/// Two ends of a connection: ours, which does not block, and the program's.
struct Ends
{
    FileDescriptor ours;
    FileDescriptor theirs;
};

/// A socket in place of a pipe, for one can write to it without a SIGPIPE where nobody reads.
Result<Ends> makeEnds(const std::string& program)
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return Error{ErrorCode::Internal, program, std::generic_category().message(errno)};
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return Ends{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// What a program begins with: our ends, a process group of its own, the usual signals.
class SpawnSetting
{
public:
    SpawnSetting()
    {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&m_attributes, &all);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setpgroup(&m_attributes, 0);
        posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETSIGMASK);
    }
    ~SpawnSetting()
    {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    SpawnSetting(const SpawnSetting&) = delete;
    SpawnSetting& operator=(const SpawnSetting&) = delete;

    void connect(int ours, int theirs)
    {
        posix_spawn_file_actions_adddup2(&m_actions, ours, theirs);
    }

    /// The process, or an errno.
    std::pair<pid_t, int> start(const std::vector<std::string>& arguments) const
    {
        std::vector<char*> words;
        for (const auto& argument : arguments) {
            words.push_back(const_cast<char*>(argument.c_str()));
        }
        words.push_back(nullptr);
        pid_t process = -1;
        const int number = ::posix_spawnp(&process, words.front(), &m_actions, &m_attributes,
                                          words.data(), environ);
        return {process, number};
    }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

/// Takes what has come; closes the end where nothing more will.
void takeOutput(FileDescriptor& end, std::string& text)
{
    std::array<char, 16384> part{};
    while (end.valid()) {
        const auto got = ::read(end.get(), part.data(), part.size());
        if (got > 0) {
            text.append(part.data(), static_cast<std::size_t>(got));
            return; // One part at a time, so that a limit is noticed.
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got == 0 || errno != EAGAIN) {
            end.reset();
        }
        return;
    }
}

/// Hands over what is taken of the input; closes the end behind the last byte.
void giveInput(FileDescriptor& end, std::string_view& input)
{
    if (!input.empty()) {
        const auto sent = ::send(end.get(), input.data(), input.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            input.remove_prefix(static_cast<std::size_t>(sent));
        } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            input = {}; // It reads no more, which is its own affair.
        }
    }
    if (input.empty()) {
        end.reset();
    }
}

int exitCodeFrom(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// A program that has been started and is reaped at the end, whatever happens.
class StartedProgram
{
public:
    StartedProgram(pid_t process, FileDescriptor in, FileDescriptor out, FileDescriptor error)
        : m_process(process)
        , m_in(std::move(in))
        , m_out(std::move(out))
        , m_error(std::move(error))
    {
    }
    ~StartedProgram()
    {
        if (m_process > 0) {
            ::kill(-m_process, SIGKILL);
            int status = 0;
            while (::waitpid(m_process, &status, 0) < 0 && errno == EINTR) {
            }
        }
    }
    StartedProgram(const StartedProgram&) = delete;
    StartedProgram& operator=(const StartedProgram&) = delete;

    /// The exit code, once it has ended. What it left behind in its group may hold the outputs
    /// open for ever (a connection that ssh keeps): nobody waits for that.
    std::optional<int> ended()
    {
        int status = 0;
        if (::waitpid(m_process, &status, WNOHANG) != m_process) {
            return {};
        }
        m_process = -1;
        return exitCodeFrom(status);
    }

    void exchange(std::string_view& input, ProgramResult& result)
    {
        std::array<pollfd, 3> waited{
            {{m_out.get(), POLLIN, 0}, {m_error.get(), POLLIN, 0}, {m_in.get(), POLLOUT, 0}}};
        ::poll(waited.data(), waited.size(), static_cast<int>(lookGap.count()));
        if (m_in.valid() && waited[2].revents != 0) {
            giveInput(m_in, input);
        }
        takeOutput(m_out, result.out);
        takeOutput(m_error, result.error);
    }

    /// What lies in the connections when the program has ended already.
    void drain(ProgramResult& result, std::size_t most)
    {
        for (auto [end, text] :
             {std::pair(&m_out, &result.out), std::pair(&m_error, &result.error)}) {
            for (auto before = std::string::npos; before != text->size() && text->size() <= most;) {
                before = text->size();
                takeOutput(*end, *text);
            }
        }
    }

private:
    pid_t m_process;
    FileDescriptor m_in;
    FileDescriptor m_out;
    FileDescriptor m_error;
};

std::string secondsText(std::chrono::milliseconds time)
{
    const auto tenths = time.count() / 100;
    return std::to_string(tenths / 10) +
           (tenths % 10 == 0 ? std::string() : "." + std::to_string(tenths % 10)) + " s";
}

} // namespace

Result<ProgramResult> runProgram(const ProgramCall& call, const std::stop_token& stop)
{
    const auto& name = call.arguments.front();
    auto in = makeEnds(name);
    auto out = makeEnds(name);
    auto error = makeEnds(name);
    for (const auto* ends : {&in, &out, &error}) {
        if (!*ends) {
            return ends->error();
        }
    }
    SpawnSetting setting;
    setting.connect(in->theirs.get(), STDIN_FILENO);
    setting.connect(out->theirs.get(), STDOUT_FILENO);
    setting.connect(error->theirs.get(), STDERR_FILENO);
    const auto [process, number] = setting.start(call.arguments);
    if (number == ENOENT) {
        return Error{ErrorCode::NotFound, name, "the program is not installed, or not in PATH"};
    }
    if (number != 0) {
        return Error{ErrorCode::Internal, name, std::generic_category().message(number)};
    }
    StartedProgram program(process, std::move(in->ours), std::move(out->ours),
                           std::move(error->ours));
    for (auto* const ends : {&in, &out, &error}) {
        (*ends)->theirs.reset(); // Else the end of its output would never be seen.
    }
    const auto end = Clock::now() + call.limit;
    std::string_view input = call.input;
    ProgramResult result;
    for (;;) {
        program.exchange(input, result);
        const auto code = program.ended();
        if (code) {
            program.drain(result, call.mostOutput);
        }
        if (std::max(result.out.size(), result.error.size()) > call.mostOutput) {
            return Error{ErrorCode::Internal, name,
                         "it printed more than " + std::to_string(call.mostOutput) + " bytes"};
        }
        if (code) {
            result.code = *code;
            return result;
        }
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, name, "cancelled"};
        }
        if (Clock::now() >= end) {
            return Error{ErrorCode::Internal, name, "no answer within " + secondsText(call.limit)};
        }
    }
}

} // namespace weft
