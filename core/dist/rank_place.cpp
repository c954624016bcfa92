#include "core/dist/rank_place.h"

#include "core/base/checksum.h"
#include "core/base/parse_number.h"

#include <cstdlib>

namespace weft {

namespace {

constexpr std::int64_t mostRanks = 65536;

/// Ports that are made of a job's number: above those of services, below those that Linux hands
/// out by itself.
constexpr std::uint32_t firstPort = 16384;
constexpr std::uint32_t portCount = 16384;

std::uint16_t portFor(const std::string& job)
{
    return static_cast<std::uint16_t>(firstPort + crc32c(job) % portCount);
}

Result<std::int64_t> numberOf(const VariableLookup& lookup, const std::string& name,
                              std::int64_t least, std::int64_t most)
{
    const auto text = lookup(name);
    if (!text) {
        return Error{ErrorCode::InvalidArgument, name,
                     "is not set, though the other variables of "
                     "a distributed training are"};
    }
    std::int64_t number = 0;
    if (!parseNumber(*text, number) || number < least || number > most) {
        return Error{ErrorCode::InvalidArgument, name,
                     "must be a whole number from " + std::to_string(least) + " to " +
                         std::to_string(most) + ", not \"" + *text + "\""};
    }
    return number;
}

Result<RankPlace> placeFrom(const VariableLookup& lookup, const std::string& rankName,
                            const std::string& sizeName)
{
    const auto size = numberOf(lookup, sizeName, 1, mostRanks);
    if (!size) {
        return size.error();
    }
    const auto rank = numberOf(lookup, rankName, 0, *size - 1);
    if (!rank) {
        return rank.error();
    }
    RankPlace place;
    place.rank = static_cast<int>(*rank);
    place.size = static_cast<int>(*size);
    return place;
}

/// MASTER_ADDR and MASTER_PORT, each where it is set.
Result<void> takeMeetingPlace(const VariableLookup& lookup, RankPlace& place)
{
    if (const auto address = lookup("MASTER_ADDR"); address && !address->empty()) {
        place.address = *address;
    }
    if (lookup("MASTER_PORT")) {
        const auto port = numberOf(lookup, "MASTER_PORT", 1, 65535);
        if (!port) {
            return port.error();
        }
        place.port = static_cast<std::uint16_t>(*port);
    }
    return {};
}

Result<RankPlace> torchrunPlace(const VariableLookup& lookup)
{
    auto place = placeFrom(lookup, "RANK", "WORLD_SIZE");
    if (!place) {
        return place;
    }
    if (auto taken = takeMeetingPlace(lookup, *place); !taken) {
        return taken.error();
    }
    for (const auto* name : {"MASTER_ADDR", "MASTER_PORT"}) {
        if (place->size > 1 && !lookup(name)) {
            return Error{ErrorCode::InvalidArgument, name,
                         "is not set: it tells the ranks where they meet, on rank 0's machine"};
        }
    }
    // As torch.distributed's rendezvous does: the agent serves the store on that very port.
    place->storeIsThere = lookup("TORCHELASTIC_USE_AGENT_STORE") == "True";
    place->prefix = lookup(rankKeyVariable).value_or(std::string());
    if (place->storeIsThere) {
        place->prefix = "/worker/attempt_" + lookup("TORCHELASTIC_RESTART_COUNT").value_or("0");
    }
    return place;
}

Result<RankPlace> mpirunPlace(const VariableLookup& lookup)
{
    auto place = placeFrom(lookup, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE");
    if (!place) {
        return place;
    }
    const bool oneMachine = lookup("OMPI_COMM_WORLD_LOCAL_SIZE") == lookup("OMPI_COMM_WORLD_SIZE");
    if (!oneMachine && !lookup("MASTER_ADDR")) {
        return Error{ErrorCode::InvalidArgument, "MASTER_ADDR",
                     "is not set, and the ranks are on several machines; set it to the name of "
                     "rank 0's machine and call mpirun -x MASTER_ADDR"};
    }
    // The job's name differs from mpirun to mpirun and is the same for all its processes.
    place->port = portFor(
        lookup("PMIX_NAMESPACE").value_or(lookup("OMPI_MCA_ess_base_jobid").value_or("mpirun")));
    if (auto taken = takeMeetingPlace(lookup, *place); !taken) {
        return taken.error();
    }
    return place;
}

Result<RankPlace> srunPlace(const VariableLookup& lookup)
{
    auto place = placeFrom(lookup, "SLURM_PROCID", "SLURM_STEP_NUM_TASKS");
    if (!place) {
        return place;
    }
    const auto nodes = lookup("SLURM_STEP_NODELIST").value_or(std::string());
    if (!nodes.empty()) {
        place->address = firstNode(nodes);
    }
    place->port =
        portFor(lookup("SLURM_JOB_ID").value_or("0") + "." + lookup("SLURM_STEP_ID").value_or("0"));
    if (auto taken = takeMeetingPlace(lookup, *place); !taken) {
        return taken.error();
    }
    return place;
}

} // namespace

VariableLookup processVariables()
{
    return [](const std::string& name) -> std::optional<std::string> {
        const char* const value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

Result<std::optional<RankPlace>> placeFromEnvironment(const VariableLookup& lookup)
{
    using Reader = Result<RankPlace> (*)(const VariableLookup&);
    Reader reader = nullptr;
    if (lookup("RANK") || lookup("WORLD_SIZE")) {
        reader = torchrunPlace;
    } else if (lookup("OMPI_COMM_WORLD_RANK") || lookup("OMPI_COMM_WORLD_SIZE")) {
        reader = mpirunPlace;
    } else if (lookup("SLURM_PROCID") && lookup("SLURM_STEP_NUM_TASKS")) {
        // A batch script's own process has SLURM_PROCID, too, but is no task of a step.
        reader = srunPlace;
    } else {
        return std::optional<RankPlace>();
    }
    auto place = reader(lookup);
    if (!place) {
        return place.error();
    }
    return place->size > 1 ? std::optional<RankPlace>(std::move(*place)) : std::nullopt;
}

std::string firstNode(const std::string& list)
{
    std::string name;
    for (std::size_t at = 0; at < list.size() && list[at] != ','; ++at) {
        if (list[at] != '[') {
            name += list[at];
            continue;
        }
        // Of each list in brackets the first number.
        const auto stop = list.find_first_of(",-]", at + 1);
        const auto close = list.find(']', at);
        name += list.substr(at + 1, stop == std::string::npos ? stop : stop - at - 1);
        if (close == std::string::npos) {
            break;
        }
        at = close;
    }
    return name;
}

} // namespace weft
