#pragma once

#include "core/base/result.h"
#include "core/dist/rank_place.h"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// The processes of ranks 1 to size - 1 on this machine: each is `weft-cli rank`, which is told by
/// rank 0, this process, what to do.
class LocalRanks
{
public:
    /// The program beside this process's own.
    [[nodiscard]] static std::filesystem::path standardProgram();

    /// first: rank 0's place, with the port at which it listens. timeout: as --rank-timeout, in
    /// seconds. Fails with NotFound, Internal.
    [[nodiscard]] static Result<LocalRanks> start(const std::filesystem::path& program,
                                                  const RankPlace& first, double timeout);
    LocalRanks() = default;
    /// Waits a moment for those that are left, then ends them.
    ~LocalRanks();
    LocalRanks(LocalRanks&& other) noexcept;
    LocalRanks& operator=(LocalRanks&& other) noexcept;

    /// Which of them has ended, and how; nothing while all of them live.
    [[nodiscard]] std::optional<Error> ended();

    /// Asks those that are left to go: the group has not come about.
    void dismiss();

private:
    struct Process
    {
        pid_t id = -1; ///< Negative once it is gone.
        int rank = 0;
    };
    void endAll();

    std::filesystem::path m_program;
    std::vector<Process> m_processes;
};

} // namespace weft
