#include "core/dist/rank_names.h"

#include "core/base/parse_number.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace weft {

namespace {

/// "0-3,8" of the affinity mask.
std::string ownCores()
{
    cpu_set_t mask;
    CPU_ZERO(&mask);
    if (sched_getaffinity(0, sizeof mask, &mask) != 0) {
        return "all";
    }
    std::string text;
    for (int core = 0; core < CPU_SETSIZE; ++core) {
        if (!CPU_ISSET(core, &mask)) {
            continue;
        }
        const int first = core;
        while (core + 1 < CPU_SETSIZE && CPU_ISSET(core + 1, &mask)) {
            ++core;
        }
        text += (text.empty() ? "" : ",") + std::to_string(first) +
                (core > first ? "-" + std::to_string(core) : std::string());
    }
    return text;
}

} // namespace

std::string toString(const RankName& name, int size)
{
    return "rank " + std::to_string(name.rank) + " of " + std::to_string(size) + " (process " +
           std::to_string(name.process) + " on " + name.host + ")";
}

RankName ownRankName(int rank)
{
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) {
        host = {'?'};
    }
    return {rank, host.data(), static_cast<int>(getpid()), ownCores()};
}

std::string packed(const RankName& name)
{
    return std::to_string(name.process) + ' ' + name.cores + ' ' + name.host;
}

RankName unpackedRankName(int rank, const std::string& text)
{
    const auto first = text.find(' ');
    const auto second = text.find(' ', first + 1);
    RankName name;
    name.rank = rank;
    if (first != std::string::npos && second != std::string::npos) {
        (void)parseNumber(text.substr(0, first), name.process);
        name.cores = text.substr(first + 1, second - first - 1);
        name.host = text.substr(second + 1);
    }
    return name;
}

int ranksOnMachineOf(const std::vector<RankName>& names, int rank)
{
    const auto& host = names.at(static_cast<std::size_t>(rank)).host;
    return static_cast<int>(
        std::ranges::count_if(names, [&](const RankName& name) { return name.host == host; }));
}

int ranksOnCoresOf(const std::vector<RankName>& names, int rank)
{
    const auto& own = names.at(static_cast<std::size_t>(rank));
    return static_cast<int>(std::ranges::count_if(names, [&](const RankName& name) {
        return name.host == own.host && name.cores == own.cores;
    }));
}

} // namespace weft
