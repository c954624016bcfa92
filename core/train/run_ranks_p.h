#pragma once

#include "core/dist/local_ranks.h"
#include "core/train/rank_job.h"
#include "core/train/rank_request.h"
#include "core/train/run_control.h"

#include <memory>
#include <optional>
#include <string>

namespace weft {

/// The ranks of a training from their meeting to their parting; none where it is done alone.
class RunRanks
{
public:
    /// Takes the request's ranks, or starts as many that there are wanted of them in all.
    /// Fails as RankGroup::join() and LocalRanks::start() do.
    [[nodiscard]] static Result<RunRanks> gather(const RankRequest& request, int wanted,
                                                 RunControl& control);

    /// Null: this process is alone.
    [[nodiscard]] const std::shared_ptr<RankGroup>& group() const { return m_group; }
    [[nodiscard]] bool records() const { return !m_group || m_group->isFirst(); }

    /// Tells started ranks what rank 0 does. Fails with InvalidArgument on a rank that was itself
    /// started to do something else.
    [[nodiscard]] Result<void> agreeOnJob(const std::string& own) const;

    /// Fails on all ranks alike where this part of the preparation failed on any.
    [[nodiscard]] Result<void> agree(const std::string& part, const Result<void>& own) const;

    /// Fails with InvalidArgument where what a rank found differs from rank 0's, and says of what.
    [[nodiscard]] Result<void> compare(const std::string& part, const std::string& own,
                                       const std::string& difference) const;

    /// Parts from the others: together, or, after an error of this rank's own, so that they end
    /// too.
    void conclude(const std::optional<Error>& error) const;

    /// This process's part of the cores that it and its neighbours may use.
    [[nodiscard]] int coreShare() const;

private:
    void shareStop(RunControl& control) const;
    [[nodiscard]] Result<void> sameAsFirst(const std::string& part, const std::string& own,
                                           bool orNothing, const std::string& difference) const;

    std::shared_ptr<LocalRanks> m_local; ///< Ends after the group: they need to notice its end.
    std::shared_ptr<RankGroup> m_group;
};

} // namespace weft
