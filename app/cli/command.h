#pragma once

#include <CLI/App.hpp>

#include <functional>

namespace weft::cli {

/// Exit codes that weft-cli promises. A work that a signal ended returns 128 + the signal's number,
/// as shells expect: 130 after Ctrl+C, 143 after SIGTERM.
enum ExitCode : int { Success = 0, Failure = 1, WrongUsage = 2 };

/// One subcommand: how it is called, and what it does once the arguments are parsed.
struct Command
{
    CLI::App* app = nullptr;  ///< Owned by the root.
    std::function<int()> run; ///< Returns the exit code.
};

// Each is made in a file of its own, command_<name>.cpp.
Command describeCommand(CLI::App& root);
Command trainCommand(CLI::App& root);
Command resumeCommand(CLI::App& root);
Command evaluateCommand(CLI::App& root);
Command classifyCommand(CLI::App& root);
Command exportCommand(CLI::App& root);
Command compareCommand(CLI::App& root);
Command benchCommand(CLI::App& root);
Command runsCommand(CLI::App& root);
Command followCommand(CLI::App& root);
Command pruneCommand(CLI::App& root);
Command rankCommand(CLI::App& root);
Command submitCommand(CLI::App& root);
Command jobsCommand(CLI::App& root);

} // namespace weft::cli
