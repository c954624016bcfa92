#include "app/cli/command.h"
#include "app/cli/launched_ranks.h"
#include "app/cli/output.h"
#include "app/cli/training_console.h"

#include <memory>

namespace weft::cli {

Command resumeCommand(CLI::App& root)
{
    struct Options
    {
        std::string run;
        RankOptions ranks;
        int processes = 0;
        bool takeOver = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    auto* const app =
        root.add_subcommand("resume", "Carry on a run that was stopped or interrupted");
    app->add_option("RUN", options->run, "The run's directory")->required();
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    app->add_option("--processes", options->processes,
                    "Processes of this machine that carry it on together, whatever the number that "
                    "began it. Default: that number, at most one a core")
        ->check(CLI::Range(1, 1024));
    app->add_flag("--take-over", options->takeOver,
                  "Carry it on although a process of another machine has written to it in the last "
                  "minutes: that process is known to have gone");
    addRankOptions(*app, options->ranks);
    return {
        app, [options] {
            auto ranks = ranksOfThisProcess(options->ranks);
            if (!ranks) {
                return fail(ranks.error(), Failure);
            }
            ranks->processes = options->processes;
            ranks->takeOver = options->takeOver;
            const auto& group = ranks->group;
            Result<void> fits;
            if (group && options->processes > 0 && options->processes != group->size()) {
                fits =
                    Error{ErrorCode::InvalidArgument, "--processes",
                          "the launcher has started " + std::to_string(group->size()) + " ranks"};
            }
            if (auto agreed = agreeToBegin(*ranks, fits); !agreed) {
                return speaks(*ranks) ? fail(agreed.error(), Failure) : Failure;
            }
            return runTraining(options->json, *ranks, [&](EventSink& sink, RunControl& control) {
                return resumeRun(options->run, sink, control, *ranks);
            });
        }};
}

} // namespace weft::cli
