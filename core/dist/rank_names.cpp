#include "core/dist/rank_names.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

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

/// The kernel's own number of this start of the machine; "-" where it has none.
std::string ownBoot()
{
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    return file >> id ? id : "-";
}

} // namespace

std::string toString(const RankName& name, int size)
{
    return "rank " + std::to_string(name.rank) + " of " + std::to_string(size) + " (process " +
           std::to_string(name.process) + " on " + name.host + ")";
}

RankName ownRankName(int rank, int size)
{
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) {
        host = {'?'};
    }
    return {rank, host.data(), static_cast<int>(getpid()), ownCores(), ownBoot(), size};
}

std::string packed(const RankName& name)
{
    std::ostringstream text;
    text << name.size << ' ' << name.process << ' ' << name.cores << ' ' << name.boot << ' '
         << name.host;
    return text.str();
}

RankName unpackedRankName(int rank, const std::string& text)
{
    std::istringstream stream(text);
    RankName name;
    stream >> name.size >> name.process >> name.cores >> name.boot >> std::ws;
    std::getline(stream, name.host); // Which may have blanks.
    name.rank = rank;
    return name;
}

bool sameMachine(const RankName& one, const RankName& other)
{
    return one.host == other.host && one.boot == other.boot;
}

int ranksOnMachineOf(const std::vector<RankName>& names, int rank)
{
    const auto& own = names.at(static_cast<std::size_t>(rank));
    return static_cast<int>(
        std::ranges::count_if(names, [&](const RankName& name) { return sameMachine(name, own); }));
}

int ranksOnCoresOf(const std::vector<RankName>& names, int rank)
{
    const auto& own = names.at(static_cast<std::size_t>(rank));
    return static_cast<int>(std::ranges::count_if(names, [&](const RankName& name) {
        return sameMachine(name, own) && name.cores == own.cores;
    }));
}

} // namespace weft
