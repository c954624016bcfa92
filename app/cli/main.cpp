#include "app/cli/command.h"
#include "app/cli/output.h"

#include "core/base/process.h"

#include <CLI/CLI.hpp>

#include <vector>

namespace {

using namespace weft;
using namespace weft::cli;

int runCommandLine(int argc, char** argv)
{
    CLI::App root("Weft on the command line: trains and uses CNN + BiLSTM image classifiers.",
                  "weft-cli");
    root.footer("Exit codes: 0 success; 1 failure; 2 wrong usage; 130 ended by Ctrl+C, 143 by "
                "SIGTERM and 129 with its terminal (a training that has begun keeps a checkpoint: "
                "weft-cli resume).");
    root.set_version_flag("--version", std::string("weft-cli ") + WEFT_VERSION);
    root.require_subcommand(0, 1); // None is told below, in words that name what was typed.
    const std::vector<Command> commands{
        describeCommand(root), trainCommand(root),  resumeCommand(root), evaluateCommand(root),
        classifyCommand(root), exportCommand(root), runsCommand(root),   followCommand(root),
        compareCommand(root),  benchCommand(root),  pruneCommand(root),  submitCommand(root),
        jobsCommand(root),     rankCommand(root)};
    try {
        root.parse(argc, argv);
    } catch (const CLI::Success& help) {
        return root.exit(help);
    } catch (const CLI::ParseError& error) {
        tell(std::string(error.what()) + " (see weft-cli --help)");
        return WrongUsage;
    }
    for (const auto& command : commands) {
        if (command.app->parsed()) {
            return command.run();
        }
    }
    tell("say what to do: weft-cli --help lists the commands");
    return WrongUsage;
}

} // namespace

int main(int argc, char** argv)
{
    configureProcess();
    try {
        return runCommandLine(argc, argv);
    } catch (const std::exception& error) {
        return fail({ErrorCode::Internal, {}, error.what()}, Failure);
    }
}
