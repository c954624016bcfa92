#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace weft {

/// Where a process stands among those that train one run together, and where they meet.
struct RankPlace
{
    int rank = 0;                      ///< From 0.
    int size = 1;                      ///< All ranks.
    std::string address = "127.0.0.1"; ///< Of the machine on which they meet: rank 0's.
    std::uint16_t port = 0;            ///< 0, of rank 0 alone: any that is free.
    /// The launcher's own store stands there, as torchrun's agents have it; else rank 0 opens one.
    bool storeIsThere = false;
    std::string prefix{}; ///< Of the keys in a store that is shared with others.
};

/// Where a training that starts its further ranks by itself tells them RankPlace::prefix: what
/// nobody else knows, since a store listens to all of the network.
inline constexpr const char* rankKeyVariable = "WEFT_RANK_KEY";

/// The value of an environment variable; nothing where it is not set.
using VariableLookup = std::function<std::optional<std::string>(const std::string&)>;

/// This process's own variables.
[[nodiscard]] VariableLookup processVariables();

/// Reads what torchrun (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT), mpirun of Open MPI
/// (OMPI_COMM_WORLD_*) or srun (SLURM_PROCID, SLURM_STEP_NUM_TASKS, SLURM_STEP_NODELIST) has set,
/// in this order, since mpirun may itself run in a Slurm job. Nothing where there is no launcher,
/// as in a batch script's own process. Where MASTER_ADDR and MASTER_PORT are not set, the ranks
/// of mpirun meet on their machine, if they are all on one, and those of srun on the step's first
/// node, at a port made from the job's number. Fails with InvalidArgument, naming the variable.
[[nodiscard]] Result<std::optional<RankPlace>> placeFromEnvironment(const VariableLookup& lookup);

/// The first name of Slurm's list of nodes: "node[03-07,9],other" gives "node03".
[[nodiscard]] std::string firstNode(const std::string& list);

} // namespace weft
