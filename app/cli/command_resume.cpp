#include "app/cli/command.h"
#include "app/cli/training_console.h"

#include <memory>

namespace weft::cli {

Command resumeCommand(CLI::App& root)
{
    struct Options
    {
        std::string run;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    auto* const app =
        root.add_subcommand("resume", "Carry on a run that was stopped or interrupted");
    app->add_option("RUN", options->run, "The run's directory")->required();
    app->add_flag("--json", options->json, "One JSON object a line on standard output");
    return {app, [options] {
                return runTraining(options->json,
                                   [&](EventSink& sink, RunControl& control, const auto&) {
                                       return resumeRun(options->run, sink, control);
                                   });
            }};
}

} // namespace weft::cli
