#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/launched_ranks.h"
#include "app/cli/output.h"

#include <sys/prctl.h>

#include <csignal>
#include <memory>

namespace weft::cli {

namespace {

int runRank(const RankOptions& options)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Before it meets the others: a terminal's Ctrl+C comes to it too, and rank 0 tells of it.
    RunControl control;
    const InterruptWatch watch([&] { control.stop(); }, FurtherSignals::AreTheSame);
    const auto ranks = ranksOfThisProcess(options, control.stopToken());
    if (!ranks) {
        return fail(ranks.error(), Failure);
    }
    if (!ranks->group) {
        return fail({ErrorCode::InvalidArgument, "RANK",
                     "is not set: this command is started by a training of several processes"},
                    WrongUsage);
    }
    const auto& group = ranks->group;
    QuietRank sink;
    const auto served = serveRank(group, sink, control);
    if (!served) {
        return group->speaks() ? fail(served.error(), Failure) : Failure;
    }
    return Success;
}

} // namespace

Command rankCommand(CLI::App& root)
{
    const auto options = std::make_shared<RankOptions>();
    auto* const app =
        root.add_subcommand("rank", "A further process of a training; started by that training");
    app->group({}); // Nobody types it: the help does not list it.
    addRankOptions(*app, *options);
    return {app, [options] { return runRank(*options); }};
}

} // namespace weft::cli
