#include "core/base/process.h"
#include "core/train/run_ranks_p.h"

#include <algorithm>
#include <random>
#include <sstream>

namespace weft {

namespace {

std::string randomKey()
{
    std::random_device random;
    std::ostringstream text;
    for (int i = 0; i < 4; ++i) {
        text << std::hex << random();
    }
    return text.str();
}

} // namespace

Result<RunRanks> RunRanks::gather(const RankRequest& request, int wanted, RunControl& control)
{
    RunRanks ranks;
    ranks.m_group = request.group;
    ranks.shareStop(control);
    if (request.group || wanted < 2 || request.program.empty()) {
        return ranks;
    }
    ranks.m_local = std::make_shared<LocalRanks>();
    JoinOptions options;
    options.limits = request.limits;
    options.stop = control.stopToken();
    RankPlace place;
    place.size = wanted;
    place.prefix = randomKey();
    options.onListening = [&](std::uint16_t port) -> Result<void> {
        auto first = place;
        first.port = port;
        auto started = LocalRanks::start(request.program, first, request.limits.silence);
        if (!started) {
            return started.error();
        }
        *ranks.m_local = std::move(*started);
        return {};
    };
    options.obstacle = [&] { return ranks.m_local->ended(); };
    auto group = RankGroup::join(place, options);
    if (!group) {
        ranks.m_local->dismiss();
        return group.error();
    }
    ranks.m_group = std::move(*group);
    ranks.shareStop(control);
    return ranks;
}

void RunRanks::shareStop(RunControl& control) const
{
    if (m_group) {
        m_group->shareStop([&control] { return control.stopRequested(); },
                           [&control] { control.stop(); });
    }
}

Result<void> RunRanks::agreeOnJob(const std::string& own) const
{
    // A rank that was started to be told says nothing.
    return sameAsFirst("job", own, true,
                       "was started with another configuration than rank 0: all ranks must be "
                       "given the same");
}

Result<void> RunRanks::agree(const std::string& part, const Result<void>& own) const
{
    return m_group ? m_group->agree(part, own) : own;
}

Result<void> RunRanks::compare(const std::string& part, const std::string& own,
                               const std::string& difference) const
{
    return sameAsFirst(part, own, false, difference);
}

Result<void> RunRanks::sameAsFirst(const std::string& part, const std::string& own, bool orNothing,
                                   const std::string& difference) const
{
    if (!m_group) {
        return {};
    }
    const auto all = m_group->exchange(part, own);
    if (!all) {
        return all.error();
    }
    const auto& said = (*all)[static_cast<std::size_t>(m_group->rank())];
    const bool same = said == all->front() || (orNothing && said.empty());
    return m_group->agree(part + " compared",
                          same ? Result<void>()
                               : Error{ErrorCode::InvalidArgument, {}, difference});
}

void RunRanks::conclude(const std::optional<Error>& error) const
{
    if (m_group) {
        m_group->conclude(error);
        m_group->shareStop({}, {}); // The control may go now.
    }
}

int RunRanks::coreShare() const
{
    return std::max(1, availableCores() / (m_group ? m_group->ranksOnCores() : 1));
}

} // namespace weft
