#include "app/cli/launched_ranks.h"

#include "core/dist/local_ranks.h"

namespace weft::cli {

void addRankOptions(CLI::App& app, RankOptions& options)
{
    app.add_option("--rank-timeout", options.timeout,
                   "Of several processes: seconds without a sign of life of one after which the "
                   "others end; one that lives but does not get on has 20 times as long. "
                   "Default: 30")
        ->type_name("SECONDS")
        ->check(CLI::Range(1.0, 86400.0));
}

Result<RankRequest> ranksOfThisProcess(const RankOptions& options)
{
    RankRequest ranks;
    ranks.limits.silence = options.timeout;
    ranks.limits.late = 20 * options.timeout;
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
    auto group = RankGroup::join(**place, joining);
    if (!group) {
        return group.error();
    }
    ranks.group = std::move(*group);
    return ranks;
}

bool isTeller(const RankRequest& ranks)
{
    return !ranks.group || ranks.group->isFirst();
}

} // namespace weft::cli
