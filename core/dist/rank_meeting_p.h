#pragma once

#include "core/dist/rank_group_p.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace weft {

using StorePtr = c10::intrusive_ptr<c10d::Store>;
using RankChannels = std::map<RankChannel, c10::intrusive_ptr<c10d::ProcessGroup>>;

/// An end of the time in which the ranks have to come together.
class JoinDeadline
{
public:
    /// The options have to outlive it.
    explicit JoinDeadline(const JoinOptions& options);

    [[nodiscard]] bool over() const { return Clock::now() >= m_end; }

    /// Why there is no point in going on waiting.
    [[nodiscard]] Result<void> check() const;

    /// Tells once, after some seconds, whom this rank waits for.
    void tellWaiting(const std::function<std::string()>& whom) const;

    [[nodiscard]] std::string text() const; ///< "300 s"

private:
    using Clock = std::chrono::steady_clock;
    const JoinOptions& m_options;
    Clock::time_point m_begun;
    Clock::time_point m_end;
    mutable bool m_told = false;
};

[[nodiscard]] std::string placeText(const RankPlace& place); ///< "node1:29500"

/// Rank 0's store, which the others connect to; the place gets the port.
[[nodiscard]] Result<StorePtr> openStore(RankPlace& place);

[[nodiscard]] Result<StorePtr> connectStore(const RankPlace& place, const JoinDeadline& deadline);

/// Waits until all ranks have said who they are; their names, by rank.
[[nodiscard]] Result<std::vector<RankName>> meet(const StorePtr& store, const RankPlace& place,
                                                 const JoinDeadline& deadline);

/// Connects the ranks for tensors.
[[nodiscard]] Result<RankChannels> makeChannels(const RankGroup::Parts& parts,
                                                const JoinDeadline& deadline);

} // namespace weft
