#pragma once

#include <string>
#include <vector>

namespace weft {

/// Which process a rank is, as the others know it.
struct RankName
{
    int rank = 0;
    std::string host;
    int process = 0;     ///< Its number on the host.
    std::string cores{}; ///< Which processors it may use, in the kernel's words.
    /// Of the machine's start: hosts of one name may be several.
    std::string boot{};
    int size = 1; ///< Of how many ranks it was told.
};

/// "rank 1 of 4 (process 4711 on node2)"
[[nodiscard]] std::string toString(const RankName& name, int size);

/// This process's.
[[nodiscard]] RankName ownRankName(int rank, int size);

/// One line, for the store.
[[nodiscard]] std::string packed(const RankName& name);
[[nodiscard]] RankName unpackedRankName(int rank, const std::string& text);

[[nodiscard]] bool sameMachine(const RankName& one, const RankName& other);

/// Ranks on the same machine as this one, itself included.
[[nodiscard]] int ranksOnMachineOf(const std::vector<RankName>& names, int rank);

/// Ranks that share the same processors with this one, itself included.
[[nodiscard]] int ranksOnCoresOf(const std::vector<RankName>& names, int rank);

} // namespace weft
