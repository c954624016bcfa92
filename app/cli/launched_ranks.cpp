#include "app/cli/launched_ranks.h"

#include "app/cli/output.h"

#include "core/dist/local_ranks.h"

namespace weft::cli {

void addRankOptions(CLI::App& app, RankOptions& options)
{
    app.add_option("--rank-timeout", options.timeout,
                   "Of several processes: seconds without a sign of life of one after which the "
                   "others end; one that lives but does not get on has 20 times as long, one that "
                   "has not come yet 10 times. Default: 30")
        ->type_name("SECONDS")
        ->check(CLI::Range(1.0, 86400.0));
}

Result<RankRequest> ranksOfThisProcess(const RankOptions& options, const std::stop_token& stop)
{
    RankRequest ranks;
    ranks.limits.silence = options.timeout;
    ranks.limits.late = 20 * options.timeout;
    ranks.limits.join = 10 * options.timeout;
    const auto place = placeFromEnvironment(processVariables());
    if (!place) {
        return place.error();
    }
    if (!*place) {
        ranks.program = LocalRanks::standardProgram();
        return ranks;
    }
    JoinOptions joining;
    joining.limits = ranks.limits;
    joining.stop = stop;
    joining.onWaiting = [](const std::string& others) { tell("waiting for the ranks " + others); };
    auto group = RankGroup::join(**place, joining);
    if (!group) {
        return group.error();
    }
    ranks.group = std::move(*group);
    return ranks;
}

Result<void> agreeToBegin(const RankRequest& ranks, const Result<void>& own)
{
    if (!ranks.group) {
        return own;
    }
    auto agreed = ranks.group->agree("request", own);
    if (!agreed) {
        ranks.group->conclude(agreed.error());
    }
    return agreed;
}

bool speaks(const RankRequest& ranks)
{
    return !ranks.group || ranks.group->speaks();
}

bool isTeller(const RankRequest& ranks)
{
    return !ranks.group || ranks.group->isFirst();
}

} // namespace weft::cli
