#include "core/dist/local_ranks.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace weft {

namespace fs = std::filesystem;

namespace {

/// What a rank of a group that has ended needs to notice it and go.
constexpr std::chrono::seconds farewell{5};

/// Ours, with the rank's place in the names that torchrun uses.
std::vector<std::string> environmentOf(int rank, const RankPlace& place)
{
    std::vector<std::string> variables{
        "RANK=" + std::to_string(rank), "WORLD_SIZE=" + std::to_string(place.size),
        "MASTER_ADDR=127.0.0.1", "MASTER_PORT=" + std::to_string(place.port),
        std::string(rankKeyVariable) + "=" + place.prefix};
    const auto own = variables.size();
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text(*variable);
        const auto name = text.substr(0, text.find('=') + 1);
        bool replaced = text.starts_with("TORCHELASTIC_");
        for (std::size_t i = 0; i < own; ++i) {
            replaced = replaced || variables[i].starts_with(name);
        }
        if (!replaced) {
            variables.push_back(text);
        }
    }
    return variables;
}

/// With a point, whatever the locale.
std::string plainNumber(double value)
{
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

Result<pid_t> spawn(const fs::path& program, std::string timeout,
                    std::vector<std::string> variables)
{
    std::string path = program.string();
    std::string word = "rank";
    std::string option = "--rank-timeout";
    std::array<char*, 5> arguments{path.data(), word.data(), option.data(), timeout.data(),
                                   nullptr};
    std::vector<char*> environment;
    for (auto& variable : variables) {
        environment.push_back(variable.data());
    }
    environment.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    // What it has to say it says through rank 0.
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t id = -1;
    const int error =
        posix_spawn(&id, path.c_str(), &files, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) {
        return Error{ErrorCode::Internal, path,
                     "cannot be started: " + std::generic_category().message(error)};
    }
    return id;
}

std::string endOf(int status)
{
    return WIFSIGNALED(status) ? "was ended by signal " + std::to_string(WTERMSIG(status))
                               : "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

fs::path LocalRanks::standardProgram()
{
    std::error_code unknown;
    return fs::read_symlink("/proc/self/exe", unknown).parent_path() / "weft-cli";
}

Result<LocalRanks> LocalRanks::start(const fs::path& program, const RankPlace& first,
                                     double timeout)
{
    std::error_code unknown;
    if (!fs::exists(program, unknown)) {
        return Error{ErrorCode::NotFound, program.string(),
                     "the program of the further processes is not there; set train.processes=1 to "
                     "train without them"};
    }
    LocalRanks ranks;
    ranks.m_program = program;
    for (int rank = 1; rank < first.size; ++rank) {
        const auto id = spawn(program, plainNumber(timeout), environmentOf(rank, first));
        if (!id) {
            return id.error();
        }
        ranks.m_processes.push_back({*id, rank});
    }
    return ranks;
}

LocalRanks::~LocalRanks()
{
    endAll();
}

LocalRanks::LocalRanks(LocalRanks&& other) noexcept
    : m_program(std::move(other.m_program))
    , m_processes(std::exchange(other.m_processes, {}))
{
}

LocalRanks& LocalRanks::operator=(LocalRanks&& other) noexcept
{
    if (this != &other) {
        endAll();
        m_program = std::move(other.m_program);
        m_processes = std::exchange(other.m_processes, {});
    }
    return *this;
}

std::optional<Error> LocalRanks::ended()
{
    for (auto& process : m_processes) {
        int status = 0;
        if (process.id > 0 && ::waitpid(process.id, &status, WNOHANG) == process.id) {
            process.id = -1;
            return Error{ErrorCode::Internal, m_program.string(),
                         "the process of rank " + std::to_string(process.rank) + " " +
                             endOf(status)};
        }
    }
    return std::nullopt;
}

void LocalRanks::dismiss()
{
    for (const auto& process : m_processes) {
        if (process.id > 0) {
            ::kill(process.id, SIGTERM);
        }
    }
}

void LocalRanks::endAll()
{
    const auto until = std::chrono::steady_clock::now() + farewell;
    for (auto& process : m_processes) {
        while (process.id > 0) {
            const pid_t gone = ::waitpid(process.id, nullptr, WNOHANG);
            if (gone == process.id || (gone < 0 && errno != EINTR)) {
                process.id = -1;
            } else if (std::chrono::steady_clock::now() < until) {
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            } else {
                ::kill(process.id, SIGKILL);
                ::waitpid(process.id, nullptr, 0);
                process.id = -1;
            }
        }
    }
}

} // namespace weft
